package coffer.oci;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of an image in a registry (distribution/reference, "Grammar"):
/// `[REGISTRY[:PORT]/]REPOSITORY[:TAG][@DIGEST]`.
///
/// As with Docker, a first part that is no host name (no dot, no port, not `localhost`, all lower
/// case) belongs to the repository on `docker.io`, and a repository of one part there lies in
/// `library/`. A name with neither tag nor digest means the tag `latest`, so at least one of the
/// two is always there. When both are, the digest decides and the tag only informs.
///
/// @param registry host name, IPv4 or bracketed IPv6 address, with `:PORT` when one was given
/// @param repository parts of lower-case letters and digits, joined by `/`; at most 255 characters
/// @param tag at most 128 characters
public record ImageReference(
    String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
  public static final String DEFAULT_REGISTRY = "docker.io";
  public static final String DEFAULT_TAG = "latest";

  private static final String LIBRARY = "library/";
  private static final int MAX_REPOSITORY = 255;
  private static final int MAX_PORT = 65535;

  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*+(?<!-))?+"
              + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*+(?<!-))?+)*+|\\[[a-fA-F0-9:]++])");
  private static final Pattern PART = Pattern.compile("[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern HEX_ID = Pattern.compile("[a-f0-9]{64}");

  public ImageReference {
    checkRegistry(registry);
    checkRepository(repository);
    if (tag != null && !TAG.matcher(tag).matches()) {
      throw new MalformedException(
          "tag: 1 to 128 letters, digits, '_', '.', '-' wanted, found '" + tag + "'");
    }
    if (tag == null && digest == null) {
      tag = DEFAULT_TAG;
    }
  }

  /// Parses the canonical or a shorter form.
  public static ImageReference parse(String text) {
    try {
      return parseStrictly(text);
    } catch (MalformedException e) {
      throw e.within("image reference '" + text + "'");
    }
  }

  private static ImageReference parseStrictly(String text) {
    int at = text.indexOf('@');
    Digest digest = at < 0 ? null : Digest.parse(text.substring(at + 1));
    String named = at < 0 ? text : text.substring(0, at);
    int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    String tag = colon < 0 ? null : named.substring(colon + 1);
    String name = colon < 0 ? named : named.substring(0, colon);
    if (HEX_ID.matcher(name).matches()) {
      throw new MalformedException("a name wanted, found 64 hex digits; write NAME@sha256:HEX");
    }
    int slash = name.indexOf('/');
    boolean hosted = slash >= 0 && isHost(name.substring(0, slash));
    String registry = hosted ? name.substring(0, slash) : DEFAULT_REGISTRY;
    String repository = hosted ? name.substring(slash + 1) : name;
    if (registry.equals("index.docker.io")) {
      registry = DEFAULT_REGISTRY;
    }
    boolean official = registry.equals(DEFAULT_REGISTRY) && repository.indexOf('/') < 0;
    return new ImageReference(registry, official ? LIBRARY + repository : repository, tag, digest);
  }

  private static boolean isHost(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || first.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static void checkRegistry(String registry) {
    int colon = registry.indexOf(':', registry.lastIndexOf(']') + 1);
    String host = colon < 0 ? registry : registry.substring(0, colon);
    if (!HOST.matcher(host).matches()) {
      throw new MalformedException("registry: a host name wanted, found '" + host + "'");
    }
    if (colon >= 0 && !isPort(registry.substring(colon + 1))) {
      throw new MalformedException(
          "registry: a port from 1 to %d wanted, found '%s'"
              .formatted(MAX_PORT, registry.substring(colon + 1)));
    }
  }

  private static boolean isPort(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    int port = Integer.parseInt(text);
    return port > 0 && port <= MAX_PORT;
  }

  private static void checkRepository(String repository) {
    if (repository.length() > MAX_REPOSITORY) {
      throw new MalformedException(
          "repository: at most %d characters wanted, found %d"
              .formatted(MAX_REPOSITORY, repository.length()));
    }
    for (String part : repository.split("/", -1)) {
      if (!PART.matcher(part).matches()) {
        throw new MalformedException(
            "repository: parts of lower-case letters and digits, joined by '.', '_', '__' or '-',"
                + " wanted, found '%s'".formatted(part));
      }
    }
  }

  /// What the registry is asked for: the digest, else the tag.
  public String tagOrDigest() {
    return digest != null ? digest.toString() : tagOrLatest();
  }

  private String tagOrLatest() {
    return tag == null ? DEFAULT_TAG : tag;
  }

  /// Registry and repository, without tag and digest.
  public String name() {
    return registry + "/" + repository;
  }

  /// The same repository at a digest; the tag stays.
  public ImageReference withDigest(Digest pinned) {
    return new ImageReference(registry, repository, tag, pinned);
  }

  /// The short form that people write: without Docker's default registry and `library/`.
  public String familiar() {
    String name = name();
    if (registry.equals(DEFAULT_REGISTRY)) {
      boolean official =
          repository.startsWith(LIBRARY) && repository.indexOf('/', LIBRARY.length()) < 0;
      name = official ? repository.substring(LIBRARY.length()) : repository;
      boolean ambiguous = HEX_ID.matcher(name).matches() || isHost(name.split("/", 2)[0]);
      name = ambiguous && !official || HEX_ID.matcher(name).matches() ? name() : name;
    }
    return name + suffix();
  }

  /// The canonical form, with registry and tag or digest.
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }
}
