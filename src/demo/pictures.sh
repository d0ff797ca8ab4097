#!/usr/bin/env bash
# Takes the screenshots in docs/images, light and dark, from the demo controller:
#   src/demo/pictures.sh [NAME…]
# Needs Chromium, in addition to what the demo needs. Set CHROMIUM and MVN to use other commands.
set -euo pipefail
cd "$(dirname "$0")/../.."
mvn=${MVN:-mvn}
jenkins=http://localhost:8080/jenkins/
log=target/demo.log
mkdir -p target

set -m # a process group for Maven, Jenkins and the stub of fal
"$mvn" -B -ntp hpi:run -Pdemo >"$log" 2>&1 &
demo=$!
trap 'kill -- -$demo' EXIT

echo "Waiting for a build with costs, which takes a few minutes. The log is in $log"
until curl -fsg "${jenkins}job/demo/job/block/lastBuild/api/json?tree=actions[totals[cost]]" 2>&1 | grep -q '"cost"'; do
    kill -0 "$demo"
    sleep 5
done
"$mvn" -B -ntp -q exec:java -Pdemo -Dexec.classpathScope=test \
    -Dexec.mainClass=io.jenkins.plugins.falkeys.demo.Pictures \
    -Dexec.args="$jenkins docs/images ${CHROMIUM:-chromium} $*"
