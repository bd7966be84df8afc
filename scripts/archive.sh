# Sourced by the launcher. make_archive writes $archive, the class-data archive of the build in $dist for $java_home
# (docs/decisions/0005-fast-start.md): the classes that some runs load, already parsed, verified and linked.

# A layer, an image of it in the form of `docker save`, and a template of one container with what is known of its image.
training_input() {
  tar -cf "$work/layer.tar" -C "$home/docs" . && gzip -c "$work/layer.tar" > "$work/layer.tar.gz"
  layer=$(sha256sum < "$work/layer.tar")
  layer=${layer%% *}
  cat > "$work/config.json" <<EOF
{"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin"], "Cmd": ["/bin/service"]}, "rootfs": {"type": "layers", "diff_ids": ["sha256:$layer"]}}
EOF
  cat > "$work/manifest.json" <<EOF
[{"Config": "config.json", "RepoTags": ["training.example/service:1"], "Layers": ["layer.tar"]}]
EOF
  tar -cf "$work/image.tar" -C "$work" manifest.json config.json layer.tar
  cat > "$work/facts.json" <<EOF
{"training.example/service:1": {"os": "linux", "arch": "amd64", "config": {"Env": ["PATH=/bin"], "Cmd": ["/bin/service"]}, "layers": ["$layer"]}}
EOF
  cat > "$work/template.json" <<'EOF'
{"parameters": {"level": {"type": "string", "defaultValue": "info"}}, "resources": [
  {"type": "Microsoft.ContainerInstance/containerGroups", "apiVersion": "2023-05-01", "name": "training", "properties":
    {"sku": "Confidential", "osType": "Linux", "confidentialComputeProperties": {}, "containers": [{"name": "service", "properties":
      {"image": "training.example/service:1", "environmentVariables": [{"name": "LEVEL", "value": "[parameters('level')]"}],
       "ports": [{"port": 80}], "resources": {"requests": {"cpu": 1, "memoryInGB": 1}}}}]}}]}
EOF
}

# Runs that start what most commands have in common, and the whole of some that scripts call often. Each writes its own
# list of classes.
train() {
  training_input
  number=0
  while read -r arguments; do
    number=$((number + 1))
    # Arguments are words without spaces; their number is that of the words.
    (cd "$work" && HOME=$work XDG_CACHE_HOME=$work/cache exec "$java_home/bin/java" "-XX:DumpLoadedClassList=$number.classes" $jvm_options \
      -jar "$jar" $arguments) >/dev/null 2>&1 </dev/null || true
  done <<'EOF'
--version
--help
doctor
layer hash layer.tar
layer hash --json layer.tar layer.tar.gz
image inspect --hashes docker-archive:image.tar
image inspect --hashes docker-archive:image.tar
policy generate --image-facts facts.json --template-file template.json --outraw
occlum image create --tar layer.tar --out sefs
up --help
verify --help
sgx sign --help
sgx info layer.tar
EOF
  # One list: a class has a number that differs from run to run and means nothing here.
  sed 's/ id: [0-9]*$//' "$work"/*.classes | awk '!seen[$0]++' > "$work/classes"
}

# Linked classes start fastest, but not every JVM takes them: the heap must have compressed references.
dump() {
  for linking in -XX:+AOTClassLinking -XX:-AOTClassLinking; do
    "$java_home/bin/java" -Xshare:dump $jvm_options -XX:-UseSerialGC -XX:+UseG1GC $linking \
      -XX:SharedClassListFile="$work/classes" -XX:SharedArchiveFile="$work/archive" -jar "$jar" || continue
    "$java_home/bin/java" -Xshare:on -XX:SharedArchiveFile="$work/archive" $jvm_options -cp "$jar" -version && return 0
  done
  return 1
}

# An empty archive, which the JVM passes over, says that this JDK cannot make one.
make_archive() {
  jar=$(cd "$dist/lib" && pwd)/coffer.jar
  work=$(mktemp -d "$dist/archive.XXXXXX") || return 0
  : > "$work/archive"
  { train && dump; } > "$work/log" 2>&1 || : > "$work/archive"
  mv "$work/archive" "$archive"
  rm -rf "$work"
}
