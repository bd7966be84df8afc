package coffer.cli;

import coffer.template.Questions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Questions on standard output, answers from standard input, one line each.
final class Prompt implements Questions {
  private final PrintWriter out;
  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  Prompt(PrintWriter out) {
    this.out = out;
  }

  @Override
  public boolean ask(String question) {
    out.print(question);
    out.flush();
    try {
      String answer = in.readLine();
      if (answer == null) {
        throw new CommandFailure(
            ExitCode.REJECTED,
            "no answer to the question: " + question.strip(),
            "answer y or n on standard input, or run with --approve-wildcards");
      }
      return answer.equalsIgnoreCase("y");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
