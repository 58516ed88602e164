#!/bin/sh
# What the tests need from the system and pip cannot bring: a Chromium. Debian and its kin only; elsewhere the browser
# tests say that they were skipped and why.
set -eu
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
command -v apt-get >/dev/null 2>&1 || { echo "· 没有 Chromium，网页测试会跳过。"; exit 0; }
if [ "$(id -u)" = 0 ]; then as_root=""; elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"
else echo "· 没有 Chromium，也没有安装权限，网页测试会跳过。请运行：sudo apt-get install chromium"; exit 0; fi
echo "· 安装 Chromium（网页测试用）……"
log=$(mktemp)
{ $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1 ||
    { tail -n 5 "$log"; echo "· 没有装成 Chromium，网页测试会跳过。"; }
