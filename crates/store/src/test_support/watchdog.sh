#!/bin/sh
# Runs one PostgreSQL server for tests until nobody has used it for a while, then removes it.
#   watchdog.sh FOLDER GRACE COMMAND…
# Users hold a shared lock on FOLDER/use.lock for as long as they live, and join under FOLDER/start.lock. That this
# script lives is shown by FOLDER/watchdog.lock. All locks go with the processes that hold them, however they end.
set -u
folder=$1 grace=$2
shift 2

exec 9>"$folder/watchdog.lock"
flock -n 9 || exit 0

"$@" >"$folder/server.log" 2>&1 </dev/null 9>&- &
server=$!
trap 'kill -QUIT "$server" 2>/dev/null; exit 1' TERM INT HUP

unused() { flock -n -x "$folder/use.lock" true 9>&-; }

idle=0
while kill -0 "$server" 2>/dev/null; do
    sleep 1 9>&-
    if unused; then idle=$((idle + 1)); else idle=0; fi
    [ "$idle" -lt "$grace" ] && continue
    # Nobody may join while the server goes.
    exec 8>"$folder/start.lock"
    flock -x 8
    if unused; then
        kill -QUIT "$server"
        wait "$server"
        rm -rf "$folder/data" "$folder/socket"
        exit 0
    fi
    exec 8>&-
    idle=0
done
