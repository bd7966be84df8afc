package coffer.workload;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A service as its user describes it: the content of `coffer.yaml`.
///
/// Paths inside are kept as they were written; [#resolve] finds the file. The environment keeps the
/// order of the document.
public record Workload(
    @Key(
            value = "The workload's name, a DNS label; its group and image are called by it.",
            required = true,
            pattern = WorkloadReader.NAME_PATTERN)
        String name,
    @Key(value = "What runs.", required = true) Service service,
    @Key("TCP ports that are reachable from outside.") List<Port> ports,
    @Key("TCP ports of this machine that the service may reach under coffer up.") List<Peer> peers,
    @Key("Environment variables of the service. They are part of its identity, never secrets.")
        Map<String, String> environment,
    @Key("What the service is given after it has proved its identity.") List<Secret> secrets,
    @Key("Services of the platform that the service expects, by their public names.")
        AzureServices platform,
    @Key("How the service becomes an SGX enclave.") @Nullable SgxSettings sgx,
    Path folder) {
  /// The name of the file that [#load] looks for in a folder.
  public static final String FILE_NAME = "coffer.yaml";

  private static final int MAX_SIZE = 256 * 1024;

  public Workload {
    ports = List.copyOf(ports);
    peers = List.copyOf(peers);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    secrets = List.copyOf(secrets);
    folder = folder.toAbsolutePath().normalize();
  }

  /// Loads a file, or `coffer.yaml` of a folder. A [MalformedException] names the file, line,
  /// column and key.
  public static Workload load(Path folderOrFile) throws IOException {
    Path file = Files.isDirectory(folderOrFile) ? folderOrFile.resolve(FILE_NAME) : folderOrFile;
    byte[] content;
    try (var in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_SIZE + 1);
    }
    Path parent = file.toAbsolutePath().getParent();
    try {
      return parse(content, parent == null ? file.toAbsolutePath() : parent);
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// Parses a document of UTF-8 text whose paths are relative to `folder`.
  public static Workload parse(byte[] yaml, Path folder) {
    if (yaml.length > MAX_SIZE) {
      throw new MalformedException("at most %d bytes wanted, found more".formatted(MAX_SIZE));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(yaml)).toString();
      return WorkloadReader.read(YamlDocument.parse(text), folder);
    } catch (CharacterCodingException e) {
      throw new MalformedException("not UTF-8 text");
    }
  }

  /// The file that `path` means: relative to the folder of `coffer.yaml` unless it is absolute.
  public Path resolve(String path) {
    return folder.resolve(path).normalize();
  }
}
