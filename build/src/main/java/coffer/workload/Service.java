package coffer.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What runs: a Java program that Coffer builds an image for, or an image that somebody else made.
public sealed interface Service {

  /// A Java program. Exactly one of `source` and `jar` is there; `build` only beside `jar`, and
  /// `inputs` only beside `build`.
  @Key("A Java program; the image is built from nothing but a JDK.")
  record Java(
      @Key("A folder of .java files, compiled by the JDK and packed as a jar.")
          @Nullable String source,
      @Key("An existing jar, or the one that `build` makes.") @Nullable String jar,
      @Key("A command that makes the jar; run by sh -c in the folder of coffer.yaml.")
          @Nullable String build,
      @Key(
              "Files, folders and patterns that `build` reads: it is not run while they and the jar"
                  + " are unchanged.")
          List<String> inputs,
      @Key("The class to start; may be missing when the jar's manifest names it.")
          @Nullable String mainClass,
      @Key("Options for the JVM, before the program.") List<String> jvmOptions,
      @Key("Arguments of the program.") List<String> arguments,
      @Key("Modules of the JDK to put into the runtime; empty means what jdeps finds.")
          List<String> modules,
      @Key("Files to copy into the image.") List<ConfigFile> config,
      @Key(
              value = "The numeric user that runs the program; 65532 when missing.",
              minimum = 1,
              maximum = Integer.MAX_VALUE)
          int user)
      implements Service {
    /// The unprivileged user of images that name none.
    public static final int DEFAULT_USER = 65532;

    public Java {
      inputs = List.copyOf(inputs);
      jvmOptions = List.copyOf(jvmOptions);
      arguments = List.copyOf(arguments);
      modules = List.copyOf(modules);
      config = List.copyOf(config);
      if ((source == null) == (jar == null)) {
        throw new IllegalArgumentException("one of source and jar wanted");
      }
    }
  }

  /// An image made by others. An empty `command` and a missing working directory or user mean what
  /// the image itself says.
  @Key("An image made by others.")
  record Image(
      @Key(
              value =
                  "A reference, or an OCI image layout (folder or tar) or a docker-archive tar,"
                      + " relative to the folder of coffer.yaml.",
              required = true)
          String image,
      @Key("Which image of an archive that holds several, by name.") @Nullable String imageName,
      @Key("The command and its arguments, instead of the image's own.") List<String> command,
      @Key(value = "The working directory, instead of the image's own.", pattern = "^/")
          @Nullable String workingDir,
      @Key("The user (uid, uid:gid or a name of the image), instead of the image's own.")
          @Nullable String user)
      implements Service {
    public Image {
      command = List.copyOf(command);
    }
  }
}
