#!/bin/sh
# See that the libraries of the system are there: Pango for the PDFs; with --browser also what the tests need: Chromium,
# libatomic for what drives it, MuPDF, which fills in forms as other people's viewers do, Dovecot, the IMAP server mail
# comes back to, Caddy, a proxy with TLS before the desk, Redis, between the API servers of several processes, systemd,
# which reads its units, and npm, for an OpenID provider, the rules of axe and the schema of Compose.
# Installs the Debian packages when it may (root, or sudo without a password), else prints the one command and fails.
set -eu

missing=""
need() { # need PACKAGE: add it to the list
    missing="$missing $1"
}

pango() {
    ldconfig -p 2>/dev/null | grep -q 'libpango-1.0.so.0' && ldconfig -p | grep -q 'libpangoft2-1.0.so.0' \
        && ldconfig -p | grep -q 'libharfbuzz-subset.so.0'
}

pango || need "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
if [ "${1:-}" = "--browser" ]; then
    command -v chromium >/dev/null 2>&1 || need chromium
    ldconfig -p 2>/dev/null | grep -q 'libatomic.so.1' || need libatomic1
    command -v mutool >/dev/null 2>&1 || need mupdf-tools
    command -v caddy >/dev/null 2>&1 || need caddy
    command -v redis-server >/dev/null 2>&1 || need redis-server
    command -v systemd-analyze >/dev/null 2>&1 || need systemd
    command -v npm >/dev/null 2>&1 || need npm
    command -v dovecot >/dev/null 2>&1 || [ -x /usr/sbin/dovecot ] || need dovecot-imapd
fi
[ -n "$missing" ] || exit 0

install="apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    echo "Installing Debian packages:$missing"
    sh -c "$install" >/dev/null
elif sudo -n true 2>/dev/null; then
    echo "Installing Debian packages with sudo:$missing"
    sudo sh -c "$install" >/dev/null
else
    echo "Packages of the system are missing:$missing" >&2
    echo "Install them with this one command, then run make again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y$missing" >&2
    exit 1
fi
