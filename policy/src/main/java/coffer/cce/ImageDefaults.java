package coffer.cce;

import java.util.List;

/// What an image's configuration says about its containers (OCI image specification, `config`). A
/// member that is missing in the image is empty here.
///
/// @param env texts of the form `NAME=value`
/// @param user `user`, `user:group`, names or numbers
/// @param stopSignal a name such as `SIGTERM`, or a number
public record ImageDefaults(
    List<String> env,
    List<String> entrypoint,
    List<String> command,
    String workingDir,
    String user,
    String stopSignal) {
  public static final ImageDefaults NONE =
      new ImageDefaults(List.of(), List.of(), List.of(), "", "", "");

  public ImageDefaults {
    env = List.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
  }
}
