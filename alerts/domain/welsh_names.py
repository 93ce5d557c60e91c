"""The planning authorities of Wales that Welsh calls by another name: marked here, said by `council_name`."""

from alerts.language import later

NAMES_THAT_DIFFER = (
    later("Isle of Anglesey"),
    later("Denbighshire"),
    later("Flintshire"),
    later("Wrexham"),
    later("Pembrokeshire"),
    later("Carmarthenshire"),
    later("Swansea"),
    later("Neath Port Talbot"),
    later("Bridgend"),
    later("Vale of Glamorgan"),
    later("Cardiff"),
    later("Caerphilly"),
    later("Monmouthshire"),
    later("Newport"),
    later("Merthyr Tydfil"),
    later("Bannau Brycheiniog National Park Authority"),
    later("Pembrokeshire Coast National Park Authority"),
    later("Eryri National Park Authority"),
)
