package coffer.identity;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// As much of an identity.json as a relying party compares: the host data of a container group, the
/// identity of an enclave, or both. The schemas are docs/schema/identity.json and
/// docs/schema/enclave-identity.json.
///
/// @param hostData HOST_DATA of every report (32 bytes)
public record WantedIdentity(@Nullable Bytes hostData, @Nullable Enclave enclave) {
  private static final int HASH = 32;
  private static final int LARGEST = 0xffff;

  public WantedIdentity {
    require("snp.hostData", hostData);
    if (hostData == null && enclave == null) {
      throw new MalformedException("members 'snp' or 'sgx' wanted, found neither");
    }
  }

  /// An enclave by its measurement, by its signer, or by both (32 bytes each).
  ///
  /// @param isvProdId ISVPRODID, the signer's product
  /// @param isvSvn the least ISVSVN
  public record Enclave(
      @Nullable Bytes mrEnclave,
      @Nullable Bytes mrSigner,
      @Nullable Integer isvProdId,
      @Nullable Integer isvSvn) {
    public Enclave {
      require("sgx.mrEnclave", mrEnclave);
      require("sgx.mrSigner", mrSigner);
      if (mrEnclave == null && mrSigner == null) {
        throw new MalformedException(
            "members 'sgx.mrEnclave' or 'sgx.mrSigner' wanted, found neither");
      }
    }

    /// Whether an enclave with these fields is it: what is null may be anything, and ISVSVN may be
    /// higher.
    public boolean isMetBy(Bytes mrEnclave, Bytes mrSigner, int isvProdId, int isvSvn) {
      return isOpenTo(this.mrEnclave, mrEnclave)
          && isOpenTo(this.mrSigner, mrSigner)
          && isOpenTo(this.isvProdId, isvProdId)
          && (this.isvSvn == null || isvSvn >= this.isvSvn);
    }

    private static boolean isOpenTo(@Nullable Object wanted, Object found) {
      return wanted == null || wanted.equals(found);
    }
  }

  /// Parses the text of an identity.json.
  public static WantedIdentity parse(byte[] utf8) {
    if (SgxIdentity.isOne(utf8)) {
      SgxIdentity known = SgxIdentity.parse(utf8);
      return new WantedIdentity(
          null,
          new Enclave(known.mrEnclave(), known.mrSigner(), known.isvProdId(), known.isvSvn()));
    }
    Json.Obj in = Json.parseObject(utf8);
    Identity.requireKind(in);
    return ofMembers(in);
  }

  /// Of the members `snp` and `sgx`.
  static WantedIdentity ofMembers(Json.Obj in) {
    return new WantedIdentity(
        in.get("snp").isPresent() ? Bytes.parseHex(in.object("snp").string("hostData")) : null,
        in.get("sgx").isPresent() ? enclave(in.object("sgx")) : null);
  }

  /// Adds the members that [#ofMembers] reads.
  void putMembers(Json.ObjectBuilder out) {
    if (hostData != null) {
      out.put("snp", Json.object().put("hostData", hostData.toHex()).build());
    }
    if (enclave != null) {
      Json.ObjectBuilder sgx = Json.object();
      if (enclave.mrEnclave != null) {
        sgx.put("mrEnclave", enclave.mrEnclave.toHex());
      }
      if (enclave.mrSigner != null) {
        sgx.put("mrSigner", enclave.mrSigner.toHex());
      }
      if (enclave.isvProdId != null) {
        sgx.put("isvProdId", enclave.isvProdId);
      }
      if (enclave.isvSvn != null) {
        sgx.put("isvSvn", enclave.isvSvn);
      }
      out.put("sgx", sgx.build());
    }
  }

  private static Enclave enclave(Json.Obj in) {
    return new Enclave(
        in.optionalString("mrEnclave").map(Bytes::parseHex).orElse(null),
        in.optionalString("mrSigner").map(Bytes::parseHex).orElse(null),
        number(in, "isvProdId").orElse(null),
        number(in, "isvSvn").orElse(null));
  }

  private static Optional<Integer> number(Json.Obj in, String member) {
    if (in.get(member).isEmpty()) {
      return Optional.empty();
    }
    long value = in.number(member);
    if (value < 0 || value > LARGEST) {
      throw new MalformedException(
          "member 'sgx.%s': 0 to %d wanted, found %d".formatted(member, LARGEST, value));
    }
    return Optional.of((int) value);
  }

  private static void require(String member, @Nullable Bytes value) {
    if (value != null && value.length() != HASH) {
      throw new MalformedException(
          "member '%s': %d bytes wanted, found %d".formatted(member, HASH, value.length()));
    }
  }
}
