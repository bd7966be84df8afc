package coffer.snp;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.der.DerReader;
import java.security.cert.X509Extension;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What AMD writes into the certificate of a key that signs reports, under 1.3.6.1.4.1.3704.1 (AMD
/// publication 57230, X.509 extensions).
///
/// `spls` has the security version numbers that the certificate names, 0 to 255 each. `hardwareId`
/// is the chip's (64 bytes, on Turin 8) and only in a VCEK; `cspId` names the cloud provider and is
/// only in a VLEK.
public record KeyExtensions(
    int structureVersion,
    String productName,
    Map<TcbPart, Integer> spls,
    @Nullable Bytes hardwareId,
    @Nullable String cspId) {
  private static final String ARC = "1.3.6.1.4.1.3704.1.";

  public KeyExtensions {
    spls = java.util.Collections.unmodifiableMap(new EnumMap<>(spls));
  }

  /// Reads the extensions of a certificate; `MalformedException` names the one that is missing or
  /// wrong.
  public static KeyExtensions read(X509Extension certificate) {
    Map<TcbPart, Integer> spls = new EnumMap<>(TcbPart.class);
    for (TcbPart part : TcbPart.values()) {
      byte[] value = value(certificate, part.arcs());
      if (value != null) {
        spls.put(part, spl(part.arcs(), value));
      }
    }
    byte[] hardwareId = value(certificate, "4");
    byte[] cspId = value(certificate, "5");
    return new KeyExtensions(
        inExtension("1", () -> integer(required(certificate, "1"))),
        inExtension("2", () -> text(required(certificate, "2"))),
        spls,
        hardwareId == null ? null : Bytes.of(hardwareId),
        cspId == null ? null : inExtension("5", () -> text(cspId)));
  }

  /// A VLEK names its cloud provider, a VCEK its chip; anything else is neither.
  public SigningKey signingKey() {
    if (hardwareId != null && cspId == null) {
      return SigningKey.VCEK;
    }
    return hardwareId == null && cspId != null ? SigningKey.VLEK : SigningKey.UNKNOWN;
  }

  public Optional<SnpProduct> product() {
    return SnpProduct.ofName(productName);
  }

  /// The object identifier of an extension, from its last arcs.
  public static String oid(String arcs) {
    return ARC + arcs;
  }

  /// The object identifier of the extension that holds a security version number.
  public static String oid(TcbPart part) {
    return oid(part.arcs());
  }

  private static int spl(String arcs, byte[] value) {
    int number = inExtension(arcs, () -> integer(value));
    if (number > 255) {
      throw new MalformedException("extension " + oid(arcs) + ": 0 to 255 wanted, found " + number);
    }
    return number;
  }

  private static int integer(byte[] value) {
    DerReader in = new DerReader(value);
    int number = in.unsigned();
    in.end();
    return number;
  }

  private static String text(byte[] value) {
    DerReader in = new DerReader(value);
    String text = in.ia5String();
    in.end();
    return text;
  }

  private static byte[] required(X509Extension certificate, String arcs) {
    byte[] value = value(certificate, arcs);
    if (value == null) {
      throw new MalformedException("missing; a certificate of a VCEK or VLEK has it");
    }
    return value;
  }

  /// The JDK hands out the OCTET STRING that every extension is wrapped in.
  private static byte @Nullable [] value(X509Extension certificate, String arcs) {
    byte[] wrapped = certificate.getExtensionValue(oid(arcs));
    if (wrapped == null) {
      return null;
    }
    return inExtension(
        arcs,
        () -> {
          DerReader in = new DerReader(wrapped);
          Bytes content = in.octetString();
          in.end();
          return content.toArray();
        });
  }

  private static <T> T inExtension(String arcs, java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (MalformedException e) {
      throw e.within("extension " + oid(arcs));
    }
  }
}
