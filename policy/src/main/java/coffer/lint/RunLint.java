package coffer.lint;

import static coffer.lint.Severity.NOTE;

/// What can be wrong with a run of the generator: its switches, and what the inputs are together.
enum RunLint implements Lint {
  FRAGMENT_SVN_ORDER(
      NOTE,
      "configurations",
      "The configuration brings fragments of its own: --infrastructure-svn then changes the first"
          + " of them and not the service's.",
      "set minimum_svn in the configuration");

  private final Text text;

  RunLint(Severity severity, String subject, String meaning, String fix) {
    this.text = new Text(severity, subject, meaning, fix);
  }

  @Override
  public Text text() {
    return text;
  }
}
