"""Runs every benchmark, one after another."""

import importlib
import pkgutil

import benchmarks

for module in pkgutil.iter_modules(benchmarks.__path__):
    if module.name != "__main__":
        print(f"== {module.name}")
        importlib.import_module(f"benchmarks.{module.name}").main()
        print()
