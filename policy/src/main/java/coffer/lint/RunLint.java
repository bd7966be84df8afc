package coffer.lint;

import static coffer.lint.Severity.ERROR;
import static coffer.lint.Severity.NOTE;
import static coffer.lint.Severity.WARNING;

/// What can be wrong with a run of the generator: its switches, and what the inputs are together.
enum RunLint implements Lint {
  ARCHIVE_IMAGES(
      WARNING,
      "archives",
      "The archive holds several images. The one that is named is taken; az confcom takes its"
          + " configuration, but the layers of the first image, whatever its name.",
      "give each image an archive of its own"),
  COMMAND_INCOMPLETE(
      ERROR,
      "images, pods",
      "'policy containers' writes a part of the command that the container starts with: the entry"
          + " point without the image's command, or the pod's args without the entry point.",
      "write the whole command into the definition, or use 'policy generate'"),
  FOLDERS_IMPLIED(
      WARNING,
      "images",
      "Folders of a layer have no entry of their own. Hosts with an older converter compute another"
          + " hash for the layer, and the container is denied.",
      "make the layer again with an entry for each folder ahead of what is in it"
          + " (docs/layer-hash.md)"),
  FRAGMENT_LAYERS(
      ERROR,
      "fragments",
      "A container is left out of the policy because an imported fragment allows it, but the"
          + " fragment's container has other layers. Layers are not compared, so it is denied.",
      "have the fragment made again from this image, or leave --include-fragments out"),
  FRAGMENT_NOT_IMPORTED(
      ERROR,
      "fragments",
      "A container is left out of the policy because a fragment allows it, but the policy does not"
          + " import the fragment, so the container is denied. Statements of --fragments-json go into"
          + " policies of templates and YAML files only.",
      "write the statement into the configuration's member 'fragments', or leave"
          + " --include-fragments out"),
  FRAGMENT_SVN_MOVED(
      WARNING,
      "configurations",
      "--infrastructure-svn changed the minimum version of the configuration's first fragment, and"
          + " not that of the service's own fragment.",
      "set minimum_svn in the configuration and leave --infrastructure-svn out"),
  FRAGMENT_SVN_ORDER(
      NOTE,
      "configurations",
      "The configuration brings fragments of its own: --infrastructure-svn then changes the first"
          + " of them and not the service's.",
      "set minimum_svn in the configuration"),
  IDS_SAVED(
      WARNING,
      "runs",
      "--save-to-file writes the policy with the images' names, whatever --omit-id says. It is"
          + " another policy than the printed one and has another digest.",
      "leave --omit-id out, or write the policy with --out, which has the printed one"),
  NOT_GENERATED(
      ERROR,
      "templates, pods, configurations",
      "'policy generate' and az confcom refuse the document: a member is missing or of another"
          + " kind than it must be.",
      "mend the member that the message names"),
  RULE_WITHOUT_PATTERN(
      ERROR,
      "definitions, pods",
      "A rule for a variable has a name and a value in place of a pattern, as 'policy containers"
          + " from-vn2' writes those of a workload identity. --with-containers refuses it.",
      "replace name and value by \"pattern\": \"NAME=VALUE\""),
  SIGNAL_REPLACED(
      WARNING,
      "images",
      "'policy containers' writes SIGQUIT (3) for every stop signal. A host that stops the container"
          + " with the image's own signal is denied.",
      "write the number of the image's stop signal into the definition");

  private final Text text;

  RunLint(Severity severity, String subject, String meaning, String fix) {
    this.text = new Text(severity, subject, meaning, fix);
  }

  @Override
  public Text text() {
    return text;
  }
}
