package coffer.cli;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The root command: lists the others, and turns every exception into a message and an exit code.
@Command(
    name = "coffer",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    description = "Packages, identifies, runs and proves confidential services.",
    subcommands = {
      BuildCommand.class,
      DoctorCommand.class,
      InitCommand.class,
      LayerCommand.class,
      PolicyCommand.class,
      VerifyCommand.class
    })
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  boolean debug;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /// The whole command tree, as `main` runs it; tests run it in their own process.
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExecutionStrategy(new CommandLine.RunLast());
    commandLine.setExecutionExceptionHandler(Main::report);
    commandLine.setExpandAtFiles(false);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine;
  }

  private static int report(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    boolean debug = parsed.expandedArgs().contains("--debug");
    err.println("error: " + message(failure));
    if (failure instanceof CommandFailure known && !known.hint.isEmpty()) {
      err.println("hint: " + known.hint);
    }
    if (debug) {
      failure.printStackTrace(err);
    } else if (isBug(failure)) {
      err.println("hint: this is a defect of coffer; run again with --debug and report it");
    }
    return exitCode(failure);
  }

  private static int exitCode(Exception failure) {
    return switch (failure) {
      case CommandFailure known -> known.exitCode;
      case MalformedException _ -> ExitCode.MALFORMED;
      case IOException _, InterruptedException _ -> ExitCode.ENVIRONMENT;
      default -> ExitCode.REJECTED;
    };
  }

  private static boolean isBug(Exception failure) {
    return failure instanceof RuntimeException
        && !(failure instanceof CommandFailure)
        && !(failure instanceof MalformedException);
  }

  private static String message(Exception failure) {
    return switch (failure) {
      case NoSuchFileException missing ->
          missing.getFile()
              + ": no such file or folder"
              + (missing.getReason() == null ? "" : "; " + missing.getReason());
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileAlreadyExistsException there -> there.getFile() + ": exists already";
      case InterruptedException _ -> "interrupted";
      default -> {
        String text = failure.getMessage();
        yield text == null ? failure.getClass().getSimpleName() : text;
      }
    };
  }
}
