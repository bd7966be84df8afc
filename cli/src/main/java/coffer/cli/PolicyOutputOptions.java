package coffer.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where policies go, besides the terminal.
final class PolicyOutputOptions {
  @Option(
      names = "--inject",
      description =
          "Write policies into the template or YAML file too, whatever else is asked for.")
  boolean inject;

  @Option(names = "--overwrite", description = "Replace policies that are there without asking.")
  boolean overwrite;

  @Option(
      names = "--rewrite",
      description = "Write the file as 'az confcom' does: comments and layout are lost.")
  boolean rewrite;

  @Option(
      names = "--write-template",
      paramLabel = "FILE",
      description = "Write the template or YAML with the policies here; leave the source as it is.")
  @Nullable Path writeTemplate;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Write policy.rego, policy.base64, policy.sha256 and identity.json.")
  @Nullable Path out;

  @Option(
      names = "--registry-credential",
      paramLabel = "SERVER=FILE",
      description = {
        "Put a credential into the written template: FILE (0600) is a JSON object of username and"
            + " password."
      })
  List<String> credentials = List.of();

  @Option(
      names = "--registry-helper",
      paramLabel = "SERVER=NAME",
      description = "The same, from the program docker-credential-NAME.")
  List<String> helpers = List.of();

  boolean hasCredentials() {
    return !credentials.isEmpty() || !helpers.isEmpty();
  }

  void check(boolean template, boolean yaml) {
    if ((inject || writeTemplate != null) && !template && !yaml) {
      throw PolicyGroupOptions.failure(
          "--inject and --write-template need --template-file or --virtual-node-yaml");
    }
    if (hasCredentials() && (!template || writeTemplate == null)) {
      throw PolicyGroupOptions.failure(
          "a registry credential needs --template-file, and --write-template FILE, which only you"
              + " may read");
    }
  }
}
