package coffer.javaimage;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.spi.ToolProvider;

/// A tool of the JDK that runs us, run in this process (`java.util.spi.ToolProvider`).
record JavaTool(String name) {
  /// What the tool answered: its status and its output, both streams as they came.
  record Answer(int status, String output) {}

  Answer run(String... arguments) throws IOException {
    ToolProvider tool =
        ToolProvider.findFirst(name)
            .orElseThrow(
                () ->
                    new IOException(
                        "%s: a whole JDK wanted, found a Java runtime without %s"
                            .formatted(System.getProperty("java.home"), name)));
    StringWriter output = new StringWriter();
    int status;
    try (PrintWriter writer = new PrintWriter(output)) {
      status = tool.run(writer, writer, arguments);
    }
    return new Answer(status, output.toString().strip());
  }
}
