package coffer.group;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The hardware that is simulated for a group, and how the group gets its secrets under it.
public sealed interface GroupHardware {
  /// A guest of SEV-SNP: it asks for its secrets with a report.
  ///
  /// @param hostData SHA-256 of the policy text (32 bytes)
  /// @param secrets what it may ask for, by name, with the host data (32 bytes) that may have it
  record Snp(Bytes hostData, Map<String, Bytes> secrets) implements GroupHardware {
    public Snp {
      secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    }
  }

  /// An enclave of SGX: the host hands it variables.
  ///
  /// @param mrEnclave MRENCLAVE, 32 bytes
  /// @param mrSigner MRSIGNER, 32 bytes
  /// @param addressSpace what its programs have, in bytes
  /// @param variables that the host hands over, if it has them
  /// @param secrets variables with the content of a secret
  /// @param mounts what it sees of the host
  record Sgx(
      Bytes mrEnclave,
      Bytes mrSigner,
      int isvProdId,
      int isvSvn,
      boolean debug,
      long addressSpace,
      List<String> variables,
      List<SecretVariable> secrets,
      List<ContainerMount> mounts)
      implements GroupHardware {
    public Sgx {
      variables = List.copyOf(variables);
      secrets = List.copyOf(secrets);
      mounts = List.copyOf(mounts);
    }
  }

  /// A variable that has a secret's content.
  ///
  /// @param random whether the secret is of random bytes, which the variable has in base64url
  record SecretVariable(String variable, String secret, boolean random) {
    /// What the variable is for a secret of this content: text as a shell has it, without the line
    /// feeds at its end.
    public String value(byte[] content) {
      if (random) {
        return Base64Text.url(content);
      }
      CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
      try {
        String text = decoder.decode(ByteBuffer.wrap(content)).toString();
        if (text.indexOf('\0') < 0) {
          return text.replaceFirst("\n+$", "");
        }
      } catch (CharacterCodingException _) {
        // told below, without the content
      }
      throw new MalformedException(
          "secret %s: UTF-8 text without U+0000 wanted for a variable, found something else"
              .formatted(secret));
    }
  }

  static GroupHardware parse(Json.Obj in) {
    return switch (in.string("kind")) {
      case "snp" -> {
        Map<String, Bytes> secrets = new LinkedHashMap<>();
        Json.Obj owners = in.object("secrets");
        owners
            .members()
            .keySet()
            .forEach(name -> secrets.put(name, Bytes.parseHex(owners.string(name))));
        yield new Snp(Bytes.parseHex(in.string("hostData")), secrets);
      }
      case "sgx" ->
          new Sgx(
              Bytes.parseHex(in.string("mrEnclave")),
              Bytes.parseHex(in.string("mrSigner")),
              (int) in.number("isvProdId"),
              (int) in.number("isvSvn"),
              isTrue(in, "debug"),
              in.number("addressSpace"),
              in.strings("variables"),
              secretVariables(in.list("secrets")),
              ContainerMount.parse(in.list("mounts")));
      case String other ->
          throw new MalformedException("hardware: snp or sgx wanted, found '" + other + "'");
    };
  }

  private static boolean isTrue(Json.Obj in, String member) {
    return in.get(member).orElse(Json.NULL).equals(Json.of(true));
  }

  private static List<SecretVariable> secretVariables(List<Json> items) {
    List<SecretVariable> secrets = new ArrayList<>();
    for (Json item : items) {
      if (item instanceof Json.Obj secret) {
        secrets.add(
            new SecretVariable(
                secret.string("variable"), secret.string("secret"), isTrue(secret, "random")));
      }
    }
    return secrets;
  }

  default Json toJson() {
    return switch (this) {
      case Snp(Bytes hostData, Map<String, Bytes> secrets) -> {
        Json.ObjectBuilder owners = Json.object();
        secrets.forEach((name, owner) -> owners.put(name, owner.toHex()));
        yield Json.object()
            .put("kind", "snp")
            .put("hostData", hostData.toHex())
            .put("secrets", owners.build())
            .build();
      }
      case Sgx sgx ->
          Json.object()
              .put("kind", "sgx")
              .put("mrEnclave", sgx.mrEnclave.toHex())
              .put("mrSigner", sgx.mrSigner.toHex())
              .put("isvProdId", sgx.isvProdId)
              .put("isvSvn", sgx.isvSvn)
              .put("debug", sgx.debug)
              .put("addressSpace", sgx.addressSpace)
              .put("variables", Json.strings(sgx.variables))
              .put("secrets", sgx.secrets.stream().map(GroupHardware::json).toList())
              .put("mounts", ContainerMount.toJson(sgx.mounts))
              .build();
    };
  }

  private static Json json(SecretVariable secret) {
    return Json.object()
        .put("variable", secret.variable)
        .put("secret", secret.secret)
        .put("random", secret.random)
        .build();
  }
}
