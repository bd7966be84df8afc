package coffer.cli;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/// The root command: lists the others, and turns every exception into a message and an exit code.
public final class Main {
  /// By name, so that a run looks at the one that it wants: looking at all of them takes longer
  /// than most of them run.
  private static final Map<String, Class<?>> COMMANDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("attest", AttestCommand.class),
              Map.entry("build", BuildCommand.class),
              Map.entry("doctor", DoctorCommand.class),
              Map.entry("down", DownCommand.class),
              Map.entry("gramine", GramineCommand.class),
              Map.entry("guest", GuestCommand.class),
              Map.entry("identity", IdentityCommand.class),
              Map.entry("image", ImageCommand.class),
              Map.entry("init", InitCommand.class),
              Map.entry("layer", LayerCommand.class),
              Map.entry("logs", LogsCommand.class),
              Map.entry("occlum", OcclumCommand.class),
              Map.entry("policy", PolicyCommand.class),
              Map.entry("render", RenderCommand.class),
              Map.entry("serve", ServeCommand.class),
              Map.entry("simulate", SimulateCommand.class),
              Map.entry("sgx", SgxCommand.class),
              Map.entry("skr", SkrCommand.class),
              Map.entry("status", StatusCommand.class),
              Map.entry("up", UpCommand.class),
              Map.entry("verify", VerifyCommand.class)));

  private Main() {}

  /// Ends the process itself only when something went wrong: [System#exit] looks for a logger in
  /// every jar first, which takes longer than some commands run. So no command may leave a thread.
  public static void main(String[] args) {
    int exitCode = run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args);
    if (exitCode != ExitCode.OK) {
      System.exit(exitCode);
    }
  }

  /// Runs a command and returns its exit code.
  static int run(PrintWriter out, PrintWriter err, String... args) {
    LayerHashing layers = LayerHashing.ofNames(args);
    return layers == null
        ? commandLineFor(args).setOut(out).setErr(err).execute(args)
        : hash(layers, out, err);
  }

  private static int hash(LayerHashing layers, PrintWriter out, PrintWriter err) {
    try {
      return layers.run(out, err);
    } catch (Exception e) {
      return report(e, err, false);
    }
  }

  /// The whole command tree.
  static CommandLine commandLine() {
    return configured(COMMANDS.values());
  }

  /// As much of the command tree as these arguments want.
  static CommandLine commandLineFor(String... args) {
    Class<?> command = args.length == 0 ? null : COMMANDS.get(args[0]);
    if (command != null) {
      return configured(List.of(command));
    }
    return args.length == 1 && args[0].equals("--version") ? configured(List.of()) : commandLine();
  }

  private static CommandLine configured(Collection<Class<?>> commands) {
    CommandLine commandLine = new CommandLine(new RootCommand());
    commands.forEach(commandLine::addSubcommand);
    commandLine.setExecutionStrategy(new CommandLine.RunLast());
    commandLine.setExecutionExceptionHandler(Main::report);
    commandLine.setExpandAtFiles(false);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine;
  }

  private static int report(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    return report(failure, commandLine.getErr(), parsed.expandedArgs().contains("--debug"));
  }

  private static int report(Exception failure, PrintWriter err, boolean debug) {
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

  static String message(Exception failure) {
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
