#!/usr/bin/env bash
# Provide Asterisk 22.10.1 or newer below PREFIX. Needs no root and leaves the host's packages alone.
#
#   install-asterisk.sh [--force] [PREFIX]          PREFIX defaults to ~/.cache/kefu/asterisk
#
# A switch that is there already and new enough is used: $KEFU_ASTERISK, else `asterisk` on PATH. Otherwise the
# packages of the first Debian or Ubuntu suite that has one are downloaded with a package state of our own (verified
# by apt as always), unpacked, never installed, and started through the dynamic loader among them.
#
#   KEFU_DEBIAN_MIRROR    where Debian is mirrored; on Debian itself the host's own source is used
#   KEFU_DEBIAN_KEYRING   keys that sign it (default: those of the package debian-archive-keyring)
#   KEFU_ASTERISK_SUITES  Debian suites to try in turn (default "forky sid")
#
# Result: PREFIX/bin/asterisk, and PREFIX/asterisk.env naming the folders of its modules and data.
set -euo pipefail

MINIMUM=22.10.1 # earlier ones: CVE-2026-57191
PACKAGES=(asterisk asterisk-moh-opsound-wav)
RECIPE="kefu 1 $MINIMUM ${PACKAGES[*]}" # an unpacking by another recipe is replaced
SUITES=${KEFU_ASTERISK_SUITES:-forky sid}

say() { printf 'switch: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# "Asterisk 22.10.1+dfsg", "1:22.10.1~dfsg-2" -> 22.10.1
plain_version() { sed -E 's/^Asterisk +//; s/^[0-9]+://; s/^([0-9]+(\.[0-9]+)*).*/\1/' <<<"$1"; }
is_new_enough() {
    local version
    version=$(plain_version "$1")
    [[ $version == [0-9]* && $(printf '%s\n' "$MINIMUM" "$version" | sort -V | head -1) == "$MINIMUM" ]]
}

write_env() { # modules, data, version
    printf 'ASTMODDIR=%q\nASTDATADIR=%q\nASTERISK_VERSION=%q\n' "$@" >"$PREFIX/asterisk.env"
}

use_existing() {
    local found version modules data
    for found in "${KEFU_ASTERISK:-}" "$(command -v asterisk || true)"; do
        [[ -n $found && $found != "$PREFIX/bin/asterisk" ]] || continue
        version=$("$found" -V 2>/dev/null || true)
        if ! is_new_enough "$version"; then
            say "$found is ${version:-no Asterisk}: at least $MINIMUM is needed"
            continue
        fi
        modules=$(find /usr/lib /usr/local/lib -name res_ari.so -printf '%h\n' -quit 2>/dev/null)
        for data in /usr/share/asterisk /var/lib/asterisk /usr/local/share/asterisk; do [[ -d $data/moh ]] && break; done
        ln -sfn "$found" "$PREFIX/bin/asterisk"
        write_env "$modules" "$data" "$version"
        say "using $found ($version)"
        return 0
    done
    return 1
}

is_unpacked() {
    [[ $(cat "$PREFIX/.recipe" 2>/dev/null) == "$RECIPE" ]] && is_new_enough "$("$PREFIX/bin/asterisk" -V 2>/dev/null || true)"
}

# Only state, cache and sources are ours; the host's apt.conf (proxies, validity checks) stays in force.
private_apt() {
    apt-get -qq -y \
        -o Dir::State="$WORK" -o Dir::State::status="$WORK/status" -o Dir::State::lists="$WORK/lists" \
        -o Dir::Cache="$WORK" -o Dir::Cache::archives="$WORK/archives" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o Dir::Etc::sourcelist="$WORK/sources.list" -o Dir::Etc::sourceparts="$WORK/none" \
        -o Dir::Etc::preferences="$WORK/none/none" -o Dir::Etc::preferencesparts="$WORK/none" \
        -o APT::Sandbox::User="$(id -un)" -o APT::Install-Recommends=false -o Acquire::Languages=none \
        -o Acquire::Retries=3 -o APT::Update::Post-Invoke-Success= -o APT::Update::Post-Invoke= "$@"
}

# The keys that sign Debian, from the host or (Ubuntu) from the host's own package of them, unpacked here.
debian_keyring() {
    local name found
    for found in "${KEFU_DEBIAN_KEYRING:-}" /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        [[ -s $found ]] && { printf '%s' "$found"; return; }
    done
    (cd "$WORK" && apt-get -qq download debian-archive-keyring 2>/dev/null && dpkg-deb -x debian-archive-keyring_*.deb keys) || true
    for name in "$WORK"/keys/usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        [[ -s $name ]] && { printf '%s' "$name"; return; }
    done
}

# One line a source to try: "keyring|uri suite components".
sources() {
    local host uri keyring candidate suite
    host=$(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)' 'Created-By: Packages' |
        awk -F'|' -v suite="${VERSION_CODENAME:-}" '$2 == suite && $3 == "main" { sub(/\$\(SIGNED_BY\)/, ""); print; exit }')
    uri=${host%%|*}
    candidate=$(LC_ALL=C apt-cache policy asterisk 2>/dev/null | awk '/Candidate:/ { print $2 }')
    if [[ -n $uri && -n $candidate ]] && is_new_enough "$candidate"; then
        printf '%s|%s %s main%s\n' "${host##*|}" "$uri" "$VERSION_CODENAME" "$([[ $ID == ubuntu ]] && echo ' universe')"
    fi
    if [[ -z ${KEFU_DEBIAN_MIRROR:-} && $ID == debian ]]; then KEFU_DEBIAN_MIRROR=$uri; fi
    [[ -n ${KEFU_DEBIAN_MIRROR:-} ]] || return 0
    keyring=$(debian_keyring)
    [[ -n $keyring ]] || fail "the keys that sign Debian are missing: install debian-archive-keyring or set KEFU_DEBIAN_KEYRING"
    for suite in $SUITES; do printf '%s|%s %s main\n' "$keyring" "$KEFU_DEBIAN_MIRROR" "$suite"; done
}

show_progress() { # pid
    while sleep 3 && kill -0 "$1" 2>/dev/null; do say "  $(du -sm "$WORK/archives" | cut -f1) MB so far"; done
}

download() {
    local line key version size
    while IFS= read -r line <&3; do
        key=${line%%|*}
        printf 'deb %s%s\n' "${key:+[signed-by=$key] }" "${line#*|}" >"$WORK/sources.list"
        say "looking for Asterisk in ${line#*|}"
        private_apt update >"$WORK/log" 2>&1 || { tail -3 "$WORK/log" >&2; continue; }
        version=$(private_apt install --print-uris asterisk 2>/dev/null | sed -nE "s/^'[^']*' asterisk_([^_]*)_.*/\1/p" | sed 's/%3a/:/')
        is_new_enough "$version" || { say "  ${version:-none} there"; continue; }
        size=$(private_apt install --print-uris "${PACKAGES[@]}" | awk '{ n += 1; s += $3 } END { printf "%d packages, %d MB", n, s / 1e6 }')
        say "downloading $version: $size"
        private_apt install --download-only "${PACKAGES[@]}" >"$WORK/log" 2>&1 &
        show_progress $! &
        wait %1 && return 0
        tail -5 "$WORK/log" >&2
    done 3< <(sources)
    return 1
}

unpack() {
    local new=$PREFIX/root.new deb
    rm -rf "$new" && mkdir "$new"
    for deb in "$WORK"/archives/*.deb; do
        # through tar, because a private copy never reads most of it
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$new" --no-same-owner --no-same-permissions --keep-directory-symlink \
            --exclude='./usr/share/doc*' --exclude='./usr/share/man*' --exclude='./usr/share/locale*' \
            --exclude='./usr/share/zoneinfo*' --exclude='./usr/*/perl*' --exclude='./var/*' --exclude='./dev/*' --exclude='./etc/*'
    done
    rm -rf "$PREFIX/root.old"
    [[ ! -e $PREFIX/root ]] || mv "$PREFIX/root" "$PREFIX/root.old"
    mv "$new" "$PREFIX/root" && rm -rf "$PREFIX/root.old"
}

# The copy brings its own libc: start it through its own loader, so that the host's plays no part.
write_start() {
    local root=$PREFIX/root loader libraries modules
    loader=$(find "$root" -name 'ld-linux*.so.*' -type f -print -quit)
    modules=$(find "$root" -name res_ari.so -printf '%h\n' -quit)
    libraries=$(find "$root" -name 'libc.so.6' -printf '%h\n' -quit)
    cat >"$PREFIX/bin/asterisk.new" <<SH
#!/bin/sh
# written by telephony/install-asterisk.sh
exec "$loader" --library-path "$libraries:$libraries/pulseaudio" --argv0 "$PREFIX/bin/asterisk" "$root/usr/sbin/asterisk" "\$@"
SH
    chmod +x "$PREFIX/bin/asterisk.new" && mv -f "$PREFIX/bin/asterisk.new" "$PREFIX/bin/asterisk"
    write_env "$modules" "$root/usr/share/asterisk" "$("$PREFIX/bin/asterisk" -V)"
}

force=
[[ ${1:-} != --force ]] || { force=1 && shift; }
PREFIX=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/kefu/asterisk}
mkdir -p "$PREFIX/bin" && PREFIX=$(cd "$PREFIX" && pwd)
exec 9>"$PREFIX/.lock" && flock 9 # of two at once the second finds it done

use_existing && exit 0
if [[ -z $force ]] && is_unpacked; then
    say "$("$PREFIX/bin/asterisk" -V) is there"
    exit 0
fi
for tool in apt-get apt-cache dpkg-deb tar; do
    command -v "$tool" >/dev/null || fail "$tool is missing: on this system install Asterisk $MINIMUM or newer and set KEFU_ASTERISK"
done
. /etc/os-release
WORK=$PREFIX/.work
rm -rf "$WORK" && mkdir -p "$WORK"/{lists/partial,archives/partial,none} && : >"$WORK/status"
download || fail "no source has Asterisk $MINIMUM or newer; set KEFU_DEBIAN_MIRROR to a mirror of Debian"
say "unpacking $(du -shc "$WORK"/archives/*.deb | tail -1 | cut -f1) of packages"
unpack
write_start
is_new_enough "$("$PREFIX/bin/asterisk" -V)" || fail "the unpacked Asterisk does not start"
printf '%s\n' "$RECIPE" >"$PREFIX/.recipe" && rm -rf "$WORK"
say "ready: $("$PREFIX/bin/asterisk" -V), $(du -sh "$PREFIX/root" | cut -f1)"
