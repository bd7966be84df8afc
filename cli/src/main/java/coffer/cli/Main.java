package coffer.cli;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The root command: lists the others, and turns every exception into a message and an exit code.
@Command(
    subcommands = {
      BuildCommand.class,
      DoctorCommand.class,
      InitCommand.class,
      LayerCommand.class,
      PolicyCommand.class,
      VerifyCommand.class
    })
public final class Main extends RootCommand {
  public static void main(String[] args) {
    System.exit(commandLineFor(args).execute(args));
  }

  /// The whole command tree.
  static CommandLine commandLine() {
    return configured(new CommandLine(new Main()));
  }

  /// As much of the command tree as these arguments want: looking at every command takes longer
  /// than most of them run.
  static CommandLine commandLineFor(String... args) {
    if (args.length == 1 && args[0].equals("--version")) {
      return configured(new CommandLine(new RootCommand()));
    }
    Class<?>[] commands = Main.class.getAnnotation(Command.class).subcommands();
    return Arrays.stream(commands)
        .filter(type -> args.length > 0 && named(type, args[0]))
        .findFirst()
        .map(type -> configured(new CommandLine(new RootCommand()).addSubcommand(type)))
        .orElseGet(Main::commandLine);
  }

  private static boolean named(Class<?> command, String name) {
    return command.getAnnotation(Command.class).name().equals(name);
  }

  private static CommandLine configured(CommandLine commandLine) {
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
