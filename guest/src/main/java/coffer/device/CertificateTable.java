package coffer.device;

import coffer.bytes.ByteReader;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The certificates that a host hands to a guest beside a report (GHCB specification, extended
/// guest request): entries of 24 bytes (a GUID in network order, offset u32, length u32), ended by
/// a GUID of zeros, and the certificates in DER at the offsets. Entries of other GUIDs are passed
/// over, such as the host's own.
record CertificateTable(Map<Kind, Bytes> certificates) {
  private static final int ENTRY_LENGTH = 24;
  private static final int MOST = 64;

  /// A certificate by what its key is for.
  enum Kind {
    VCEK("63da758de6644564adc5f4b93be8accd"),
    VLEK("a8074bc2a25a483eaae639c045a0b8a1"),
    ASK("4ab7b379bbac4fe4a02f05aef327c782"),
    ARK("c0b406a4a803495297433fb6014cd0ae");

    private final Bytes guid;

    Kind(String guid) {
      this.guid = Bytes.parseHex(guid);
    }

    Bytes guid() {
      return guid;
    }

    static Optional<Kind> of(Bytes guid) {
      return java.util.Arrays.stream(values()).filter(kind -> kind.guid.equals(guid)).findFirst();
    }
  }

  CertificateTable {
    certificates = Map.copyOf(certificates);
  }

  /// Parses a table; zeros alone are an empty one, which hosts without certificates leave.
  static CertificateTable parse(byte[] raw) {
    Map<Kind, Bytes> found = new EnumMap<>(Kind.class);
    ByteReader in = new ByteReader(raw);
    for (int i = 0; i < MOST; i++) {
      long at = in.position();
      Bytes guid = in.bytes(16);
      long offset = Integer.toUnsignedLong(in.u32());
      long length = Integer.toUnsignedLong(in.u32());
      if (guid.isZero()) {
        return new CertificateTable(found);
      }
      if (offset < ENTRY_LENGTH || offset + length > raw.length) {
        throw new MalformedException(
            at,
            "certificate at %d of %d bytes does not fit into %d"
                .formatted(offset, length, raw.length));
      }
      Kind kind = Kind.of(guid).orElse(null);
      if (kind != null
          && found.put(kind, Bytes.of(raw).slice((int) offset, (int) (offset + length))) != null) {
        throw new MalformedException(at, "a second " + kind);
      }
    }
    throw new MalformedException("certificate table of more than %d entries".formatted(MOST));
  }

  /// True when the certificate of the report's signing key is there.
  boolean hasLeaf(boolean vlek) {
    return certificates.containsKey(vlek ? Kind.VLEK : Kind.VCEK);
  }

  /// The certificates in PEM, the leaf first: the VLEK's for a report that it signed, else the
  /// VCEK's. Those that the host has not are missing.
  String chainPem(boolean vlek) {
    List<Kind> order = new ArrayList<>();
    order.add(vlek ? Kind.VLEK : Kind.VCEK);
    order.addAll(List.of(Kind.ASK, Kind.ARK));
    StringBuilder pem = new StringBuilder();
    for (Kind kind : order) {
      Bytes der = certificates.get(kind);
      if (der != null) {
        pem.append("-----BEGIN CERTIFICATE-----\n")
            .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toArray()))
            .append("\n-----END CERTIFICATE-----\n");
      }
    }
    return pem.toString();
  }
}
