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
fault() { wrong=1; say "$*"; }

if command -v sha256sum >/dev/null 2>&1; then
  sums() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then
  sums() { shasum -a 256 "$@"; }
else
  say "neither sha256sum nor shasum is here"
  exit 2
fi
digest() { sums "$1" | cut -c1-64; }

# The archive is the folder about _archive, or the folder site beside this file.
cd "$(dirname -- "$0")" || exit 2
top=$(pwd -P)
place=.
kit=no
if [ "${top##*/}" = _archive ]; then
  place=..
elif [ -f edition/site/SHA256SUMS ]; then
  place=edition/site
  kit=yes
elif [ -f site/SHA256SUMS ]; then
  place=site
fi
if [ "$place" != . ] && [ "$place" != .. ] && [ -e SHA256SUMS ]; then
  fault "SHA256SUMS lies in two places"
fi
if [ "$kit" = yes ]; then
  for file in * .[!.]* ..?*; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    case $file in
      README.txt | poster.html | verify.sh | servers | edition) ;;
      *) fault "$file: does not belong to a kit for mirrors" ;;
    esac
  done
fi
cd "./$place" || exit 2
if [ ! -f SHA256SUMS ]; then
  say "no SHA256SUMS beside this file"
  exit 2
fi
say "looked at: $(pwd -P)"

beside=
for folder in . ..; do
  if [ -e "$folder/RELEASE" ] || [ -L "$folder/RELEASE" ]; then
    [ -z "$beside" ] || fault "RELEASE lies in two places"
    beside=${beside:-$folder}
  fi
done

# A name with a line's end in it would be read as two.
odd=$(find . -name '*[[:cntrl:]]*') || fault "a folder cannot be read"
[ -z "$odd" ] || fault "a name that holds signs that are no letters: $odd"

# What is neither a file nor a folder: to read from it may take for ever.
special=$(find . ! -type d ! -type f)
if [ -n "$special" ]; then
  wrong=1
  say "$special" | sed 's/$/: not a plain file/'
elif ! sums -c SHA256SUMS >/dev/null 2>&1; then
  wrong=1
  say "$(sums -c SHA256SUMS 2>/dev/null | grep -v ': OK$')"
  say "files differ from SHA256SUMS, or are missing"
fi

# What vouches for a copy and need not be in the list.
vouches='^(RELEASE|KEYS(\.[1-9][0-9]{0,3})?)(\.[a-z0-9][a-z0-9-]*\.minisig)?$'
exempt='^$'
[ "$beside" != . ] || exempt=$vouches

# What lies here and is not in the list: sums do not tell.
more=$({ cut -c67- SHA256SUMS; printf '%s\n' SHA256SUMS //; find . ! -type d | sed 's|^\./||'; } |
  awk '$0 == "//" { listed = 1; next } !listed { known[$0] = 1; next } !($0 in known)' |
  grep -Ev "$exempt")
if [ -n "$more" ]; then
  wrong=1
  say "$more" | sed 's/$/: not in the list/'
fi

fingerprint=$(digest SHA256SUMS)
say "fingerprint (SHA-256 of SHA256SUMS): $fingerprint"

of() { sed -n "s/^$1: //p" "$2"; }
# Who of the signers named in the third file has signed the first in any file that is named like a signature of it.
who_signed() {
  of signer "$3" | while read -r name key; do
    for signature in "$2".*.minisig; do
      if [ -f "$signature" ] && minisign -Vqm "$1" -x "$signature" -P "$key" >/dev/null 2>&1; then
        say "$key $name"
        break
      fi
    done
  done | sort -u -k1,1 | cut -d' ' -f2 | sort
}
is_by_any() {
  of signer "$3" | while read -r _ key; do
    minisign -Vqm "$1" -x "$2" -P "$key" >/dev/null 2>&1 && echo yes
  done | grep -q yes
}
# A whole number, of how many signers must sign or of a version; 0 when it is none.
number_in() {
  value=$(of "$1" "$2")
  case $value in '' | *[!0-9]* | 0* | ?????*) value=0 ;; esac
  echo "$value"
}

if [ -z "$beside" ]; then
  say "no RELEASE lies here: nothing tells who made this copy"
elif [ ! -f "$beside/RELEASE" ] || [ -L "$beside/RELEASE" ]; then
  fault "RELEASE is not a plain file"
else
  release=$beside/RELEASE
  keys=$beside/KEYS
  say "archive: $(of archive "$release"), edition $(of edition "$release") of $(of date "$release"), expires $(of expires "$release")"
  [ "$(of files "$release")" = "$fingerprint" ] || fault "RELEASE is about other files"
  # The other forms of the edition, as far as they are here, and what nobody has named.
  if [ "$beside" = .. ]; then
    for file in ../* ../.[!.]* ../..?*; do
      [ -e "$file" ] || [ -L "$file" ] || continue
      name=${file#../}
      case $name in
        *[[:cntrl:]]*) fault "a name that holds signs that are no letters: $name"; continue ;;
        site) continue ;;
      esac
      if [ ! -f "$file" ] || [ -L "$file" ]; then
        fault "$name: not a plain file"
        continue
      fi
      if [ "$name" = verify.sh ] || printf '%s\n' "$name" | grep -Eq "$vouches"; then continue; fi
      wanted=$(sed -n 's/^download: \([0-9a-f]\{64\}\) \(.*\)$/\1 \2/p' "$release" | name=$name awk '$2 == ENVIRON["name"] { print $1 }')
      if [ -z "$wanted" ]; then
        fault "$name: not named in RELEASE"
      elif [ "$wanted" != "$(digest "$file")" ]; then
        fault "$name: differs from RELEASE"
      fi
    done
  fi
  if [ ! -f "$keys" ] || [ -L "$keys" ] || [ "$(of keys "$release")" != "$(digest "$keys")" ]; then
    fault "KEYS is missing, or RELEASE names another"
  elif ! command -v minisign >/dev/null 2>&1; then
    say "minisign is not here: the signatures were not looked at"
  else
    version=$(number_in version "$keys")
    # One key counts once, whatever it has signed.
    signers=$(who_signed "$release" "$release" "$keys")
    number=$(say "$signers" | grep -c .)
    quorum=$(number_in quorum "$keys")
    say "signed by: $(say "$signers" | tr '\n' ' ')($number; $quorum are needed)"
    if [ "$quorum" -lt 1 ] || [ "$number" -lt "$quorum" ]; then wrong=1; fi
    # Each version of KEYS is signed by the quorum of the one before.
    newer=$keys
    left=$version
    while [ "$left" -gt 1 ]; do
      left=$((left - 1))
      former=$beside/KEYS.$left
      if [ ! -f "$former" ] || [ "$(of previous "$newer")" != "$(digest "$former")" ]; then
        fault "KEYS.$left is missing, or is not the version before"
        break
      fi
      quorum=$(number_in quorum "$former")
      number=$(who_signed "$newer" "$newer" "$former" | grep -c .)
      if [ "$quorum" -lt 1 ] || [ "$number" -lt "$quorum" ]; then
        fault "${newer##*/}: signed by $number of the former signers, $quorum are needed"
        break
      fi
      newer=$former
    done
    # Whatever is named like a signature must be one, by somebody who may sign that text.
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
        fault "$name: vouches for nothing that is here"
      elif [ "$text" != "$name" ] && ! is_by_any "$beside/$text" "$file" "$allowed"; then
        fault "$name: not a signature of $text by any of those who may sign it"
      fi
    done
    say "SHA-256 of KEYS: $(digest "$keys")"
    say "compare it with one that you got another way: somebody else can make keys of their own"
  fi
fi

if [ "$wrong" -ne 0 ]; then
  say "do not trust this copy"
  exit 1
fi
say "this copy is complete and unchanged"
