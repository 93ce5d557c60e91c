# A root of its own as a container has it, for root to run as
#   unshare --mount --pid --fork --kill-child --propagation private sh container.sh ROOT USER COMMAND...
# $SHOWN are folders of this machine that are seen in it, read-only; $WRITABLE those of its own that may be written.
# $PLACED are folders that are seen at another place, SOURCE:PLACE. $CODE is the program's. All else is read-only; the command is its first process, without capabilities, and gets nothing of the environment.
set -e
root=$1 user=$2
shift 2
mount -t tmpfs -o mode=0755 tmpfs "$root"
# First what may be written: this machine's own folders may lie below it, as a clone in /tmp does.
for folder in $WRITABLE; do
  mkdir -p "$root$folder"
  mount -t tmpfs -o "mode=0700,uid=$user,gid=$user" tmpfs "$root$folder"
  if [ -d "$GIVEN$folder" ]; then
    cp -R "$GIVEN$folder/." "$root$folder/"
    chown -R "$user:$user" "$root$folder"
  fi
done
for folder in $SHOWN; do
  mkdir -p "$root$(dirname "$folder")"
  if [ -L "$folder" ]; then
    cp --no-dereference "$folder" "$root$folder"
  else
    mkdir -p "$root$folder"
    mount --rbind "$folder" "$root$folder"
    mount -o remount,bind,ro "$root$folder"
  fi
done
for placed in $PLACED; do
  mkdir -p "$root${placed#*:}"
  mount --bind "${placed%%:*}" "$root${placed#*:}"
  mount -o remount,bind,ro "$root${placed#*:}"
done
mkdir "$root/proc" "$root/dev"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -o remount,ro "$root"
cd "$root"
exec env --ignore-environment PATH="$INSIDE_PATH" PYTHONPATH="$CODE" PYTHONDONTWRITEBYTECODE=1 chroot "$root" setpriv --reuid="$user" --regid="$user" \
  --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
