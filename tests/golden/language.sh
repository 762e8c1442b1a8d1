#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Chinese by --lang and by LANG: messages, help, tables on the terminal; the
# same exit codes; data that programs read stays English unless --lang says so.
# usage: language.sh PROGRAM
set -u
program=$1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0

# says CODE WORD LANGUAGE ARGUMENT...: exits with CODE and says WORD
says() {
    code=$1 word=$2 language=$3
    shift 3
    said=$(LC_ALL= LC_MESSAGES= LANG=$language "$program" "$@" 2>&1)
    got=$?
    [ "$got" -eq "$code" ] || { echo "FAILED: exit $got: $*" >&2; failed=1; }
    case $said in
    *"$word"*) ;;
    *) echo "FAILED: no '$word' ($language) in: $said" >&2; failed=1 ;;
    esac
}

"$program" generate --claims 5000 --seed 1 -q -o r.h5 || exit 1
says 1 "没有该文件" zh_CN.UTF-8 stats none.h5
says 1 "No such file" en_US.UTF-8 stats none.h5
says 1 "没有该文件" C stats none.h5 --lang zh
says 1 "No such file" zh_CN.UTF-8 stats none.h5 --lang en
says 2 "办法: --template 列出全部参数" zh_CN settle r.h5 --set qqq.w=1
says 2 "请给出结算数据文件" zh_CN stats
says 0 "用法：" zh_CN --help
says 0 "分位水平" zh_CN stats --help
says 0 "医疗机构清算" zh_CN settle r.h5 --budget-ratio 0.9
says 0 "正常病例" zh_CN settle r.h5 --budget-ratio 0.9
says 0 "正常" zh_CN check r.h5
says 0 "hospital,n,missing" zh_CN stats r.h5 --by hospital --csv
says 0 "医疗机构" C stats r.h5 --by hospital --csv --lang zh
says 0 "claim,patient" zh_CN export r.h5
says 0 "结算单据号" C export r.h5 --lang zh
exit $failed
