package coffer.cli;

import picocli.CommandLine.Option;

/// `--json`, which every command has: the result as one JSON document on standard output.
final class JsonOption {
  @Option(names = "--json", description = "Print the result as JSON on standard output.")
  boolean json;
}
