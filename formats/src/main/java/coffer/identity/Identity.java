package coffer.identity;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a verifier will see of a container group: the policy's digest, which an SNP report carries
/// as HOST_DATA, and what that digest stands for. The schema is docs/schema/identity.json.
///
/// `hostData` is the SHA-256 of the policy text (32 bytes); `compat` names the policy generator
/// whose bytes the text has; `notBound` says in words what the identity does not tell.
public record Identity(
    String name, Bytes hostData, String compat, List<Container> containers, List<String> notBound) {
  private static final String API_VERSION = "coffer/v1";
  private static final String KIND = "Identity";

  public Identity {
    containers = List.copyOf(containers);
    notBound = List.copyOf(notBound);
    if (hostData.length() != 32) {
      throw new MalformedException("host data: 32 bytes wanted, found " + hostData.length());
    }
  }

  /// One container of the policy. The image has no name or digest here: the same layers in another
  /// archive format are the same identity.
  public record Container(String name, List<Layer> layers, List<String> command) {
    public Container {
      layers = List.copyOf(layers);
      command = List.copyOf(command);
    }
  }

  /// One layer, base first in its container: the digest of its uncompressed tar, null when only the
  /// root hash is known, and the dm-verity root hash (32 bytes) of the file system made from it.
  public record Layer(@Nullable Digest diffId, Bytes rootHash) {
    public Layer {
      if (rootHash.length() != 32) {
        throw new MalformedException("root hash: 32 bytes wanted, found " + rootHash.length());
      }
    }
  }

  /// Parses identity.json; unknown members are kept out, wrong ones are named.
  public static Identity parse(byte[] utf8) {
    Json.Obj document = Json.parseObject(utf8);
    requireKind(document);
    Json.Obj policy = document.object("policy");
    return new Identity(
        document.string("name"),
        Bytes.parseHex(document.object("snp").string("hostData")),
        policy.string("compat"),
        objects(document, "containers").map(Identity::container).toList(),
        document.strings("notBound"));
  }

  /// Refuses a document that calls itself something else than an identity.
  static void requireKind(Json.Obj document) {
    String version = document.string("apiVersion");
    String kind = document.string("kind");
    if (!version.equals(API_VERSION) || !kind.equals(KIND)) {
      throw new MalformedException(
          "apiVersion %s, kind %s wanted, found %s, %s"
              .formatted(API_VERSION, KIND, version, kind));
    }
  }

  /// The canonical text: the same bytes for equal identities, with a final line feed.
  public byte[] toBytes() {
    return (toJson().toPretty() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  public Json toJson() {
    return Json.object()
        .put("apiVersion", API_VERSION)
        .put("kind", KIND)
        .put("name", name)
        .put("snp", Json.object().put("hostData", hostData.toHex()).build())
        .put("policy", Json.object().put("compat", compat).build())
        .put("containers", containers.stream().map(Identity::toJson).toList())
        .put("notBound", Json.strings(notBound))
        .build();
  }

  private static Json toJson(Container container) {
    return Json.object()
        .put("name", container.name())
        .put("layers", container.layers().stream().map(Identity::toJson).toList())
        .put("command", Json.strings(container.command()))
        .build();
  }

  private static Json toJson(Layer layer) {
    Json.ObjectBuilder json = Json.object();
    if (layer.diffId() != null) {
      json.put("diffId", layer.diffId().toString());
    }
    return json.put("rootHash", layer.rootHash().toHex()).build();
  }

  private static Container container(Json.Obj container) {
    return new Container(
        container.string("name"),
        objects(container, "layers")
            .map(
                layer ->
                    new Layer(
                        layer.optionalString("diffId").map(Digest::parse).orElse(null),
                        Bytes.parseHex(layer.string("rootHash"))))
            .toList(),
        container.strings("command"));
  }

  private static java.util.stream.Stream<Json.Obj> objects(Json.Obj owner, String member) {
    return owner.list(member).stream()
        .map(
            item ->
                switch (item) {
                  case Json.Obj object -> object;
                  case Json other ->
                      throw new MalformedException(
                          "member '%s': a list of objects wanted, found %s in it"
                              .formatted(member, other.kind()));
                });
  }
}
