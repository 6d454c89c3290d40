#!/bin/sh
# Is this copy whole, and who has signed it? Run it where it lies: sh verify.sh
# It needs sha256sum (Linux) or shasum (macOS), and minisign for the signatures. It writes nothing.
# A script that comes with a copy can be changed with it: one from somewhere else, or the commands typed by hand, tell more.
set -u
LC_ALL=C
export LC_ALL
unset CDPATH
wrong=0

# Names of files may hold what steers a terminal: plain letters alone are shown.
say() { printf '%s\n' "$*" | tr -c '\012\040-\176' '?'; }

if command -v sha256sum >/dev/null 2>&1; then
  sums() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then
  sums() { shasum -a 256 "$@"; }
else
  say "neither sha256sum nor shasum is here"
  exit 2
fi

# The archive lies one folder up, or is the folder site beside this file.
cd "$(dirname -- "$0")" || exit 2
if [ ! -f SHA256SUMS ]; then
  if [ -f edition/site/SHA256SUMS ]; then cd ./edition/site || exit 2
  elif [ -f site/SHA256SUMS ]; then cd ./site || exit 2
  else cd .. || exit 2
  fi
fi
if [ ! -f SHA256SUMS ]; then
  say "no SHA256SUMS beside this file"
  exit 2
fi

# A name with a line's end in it would be read as two.
odd=$(find . -name '*[[:cntrl:]]*')
if [ -n "$odd" ]; then
  wrong=1
  say "a name that holds signs that are no letters: $odd"
fi

if ! sums -c SHA256SUMS >/dev/null 2>&1; then
  wrong=1
  say "$(sums -c SHA256SUMS 2>/dev/null | grep -v ': OK$')"
  say "files differ from SHA256SUMS, or are missing"
fi

# What lies here and is not in the list: sums do not tell.
more=$({ cut -c67- SHA256SUMS; printf '%s\n' SHA256SUMS //; find . ! -type d | sed 's|^\./||'; } |
  awk '$0 == "//" { listed = 1; next } !listed { known[$0] = 1; next } !($0 in known)' |
  grep -Ev '^(RELEASE|KEYS(\.[1-9][0-9]{0,3})?)(\.[a-z0-9][a-z0-9-]*\.minisig)?$')
if [ -n "$more" ]; then
  wrong=1
  say "$more" | sed 's/$/: not in the list/'
fi
links=$(find . -type l)
if [ -n "$links" ]; then
  wrong=1
  say "$links" | sed 's/$/: a link, not a file/'
fi

fingerprint=$(sums SHA256SUMS | cut -c1-64)
say "fingerprint (SHA-256 of SHA256SUMS): $fingerprint"

beside=
for folder in . ..; do
  if [ -z "$beside" ] && [ -f "$folder/RELEASE" ]; then beside=$folder; fi
done
if [ -z "$beside" ]; then
  say "no RELEASE lies here: nothing tells who made this copy"
else
  release=$beside/RELEASE
  keys=$beside/KEYS
  of() { sed -n "s/^$1: //p" "$2"; }
  say "archive: $(of archive "$release"), edition $(of edition "$release") of $(of date "$release"), expires $(of expires "$release")"
  if [ "$(of files "$release")" != "$fingerprint" ]; then
    wrong=1
    say "RELEASE is about other files"
  fi
  # The other forms of the edition, as far as they are here, and what nobody has named.
  if [ "$beside" = .. ]; then
    for file in ../* ../.[!.]*; do
      name=${file#../}
      case $name in
        "*" | ".[!.]*" | site | verify.sh | RELEASE | KEYS | RELEASE.*.minisig | KEYS.*) continue ;;
      esac
      wanted=$(sed -n 's/^download: \([0-9a-f]\{64\}\) \(.*\)$/\1 \2/p' "$release" | awk -v name="$name" '$2 == name { print $1 }')
      if [ -z "$wanted" ]; then
        wrong=1
        say "$name: not named in RELEASE"
      elif [ ! -f "$file" ] || [ "$wanted" != "$(sums "$file" | cut -c1-64)" ]; then
        wrong=1
        say "$name: differs from RELEASE"
      fi
    done
  fi
  if [ ! -f "$keys" ] || [ "$(of keys "$release")" != "$(sums "$keys" | cut -c1-64)" ]; then
    wrong=1
    say "KEYS is missing, or RELEASE names another"
  elif ! command -v minisign >/dev/null 2>&1; then
    say "minisign is not here: the signatures were not looked at"
  else
    # One key counts once, whatever it has signed.
    signers=$(of signer "$keys" | while read -r name key; do
      for signature in "$beside"/RELEASE.*.minisig; do
        if minisign -Vqm "$release" -x "$signature" -P "$key" >/dev/null 2>&1; then
          say "$key $name"
          break
        fi
      done
    done | sort -u -k1,1 | cut -d' ' -f2 | sort)
    # Whatever is named like a signature must be one, by somebody who may sign that text.
    by_any() {
      of signer "$3" | while read -r _ key; do
        minisign -Vqm "$1" -x "$2" -P "$key" >/dev/null 2>&1 && echo yes
      done | grep -q yes
    }
    version=$(of version "$keys")
    for file in "$beside"/RELEASE.*.minisig "$beside"/KEYS.*; do
      [ -f "$file" ] || continue
      name=${file##*/}
      text=$name
      case $name in *.minisig) text=${name%.minisig} text=${text%.*} ;; esac
      number=${text#KEYS.}
      case $text in
        RELEASE) allowed=$keys ;;
        KEYS) number=$version ;;
        *) [ "$number" -gt 0 ] 2>/dev/null && [ "$number" -lt "$version" ] && [ -f "$beside/$text" ] || number= ;;
      esac
      if [ "$text" != RELEASE ]; then
        allowed=$beside/KEYS.$((${number:-0} - 1))
        [ "${number:-0}" -gt 1 ] || allowed=$beside/$text
      fi
      if [ -z "$number" ]; then
        wrong=1
        say "$name: vouches for nothing that is here"
      elif [ "$text" != "$name" ] && ! by_any "$beside/$text" "$file" "$allowed"; then
        wrong=1
        say "$name: not a signature of $text by any of those who may sign it"
      fi
    done
    number=$(say "$signers" | grep -c .)
    quorum=$(of quorum "$keys")
    say "signed by: $(say "$signers" | tr '\n' ' ')($number; $quorum are needed)"
    case $quorum in
      '' | *[!0-9]* | 0*) wrong=1 ;;
      *) [ "$number" -ge "$quorum" ] || wrong=1 ;;
    esac
    say "SHA-256 of KEYS: $(sums "$keys" | cut -c1-64)"
    say "compare it with one that you got another way: somebody else can make keys of their own"
  fi
fi

if [ "$wrong" -ne 0 ]; then
  say "do not trust this copy"
  exit 1
fi
say "this copy is complete and unchanged"
