package coffer.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/// What one command line in this process left.
record CommandRun(int exit, String out, String err) {
  static CommandRun of(String... arguments) {
    return withInput("", arguments);
  }

  /// `answers` is its standard input.
  static CommandRun withInput(String answers, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)));
    try {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      CommandLine commandLine = Main.commandLineFor(arguments);
      commandLine.setOut(new PrintWriter(out));
      commandLine.setErr(new PrintWriter(err));
      int exit = commandLine.execute(arguments);
      return new CommandRun(exit, out.toString(), err.toString());
    } finally {
      System.setIn(before);
    }
  }

  @Override
  public String toString() {
    return "exit " + exit + "\n--- out\n" + out + "\n--- err\n" + err;
  }
}
