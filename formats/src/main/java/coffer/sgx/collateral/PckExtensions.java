package coffer.sgx.collateral;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.der.DerReader;
import coffer.der.DerWriter;
import java.security.cert.X509Extension;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Intel writes into the certificate of a platform's certification key, under
/// 1.2.840.113741.1.13.1 (PCK Certificate and CRL Profile Specification, "SGX extensions"), in the
/// order of its table.
///
/// `ppid` and `cpuSvn` are 16 bytes, `pceId` 2, `fmspc` 6; `sgxType` is 0 for standard, 1 for
/// scalable, 2 for scalable with integrity. `platform` is null in certificates of the Processor CA.
public record PckExtensions(
    Bytes ppid,
    SgxTcb tcb,
    Bytes cpuSvn,
    Bytes pceId,
    Bytes fmspc,
    int sgxType,
    @Nullable Platform platform) {
  public static final String OID = "1.2.840.113741.1.13.1";

  private static final String TCB = OID + ".2";
  private static final String PLATFORM_INSTANCE_ID = OID + ".6";
  private static final String CONFIGURATION = OID + ".7";

  public PckExtensions {
    require("PPID", ppid, 16);
    require("CPUSVN", cpuSvn, 16);
    require("PCE id", pceId, 2);
    require("FMSPC", fmspc, 6);
  }

  /// Of certificates of the Platform CA: the id of the platform's instance (16 bytes), and how it
  /// is set up; each flag is null when the certificate does not say.
  public record Platform(
      Bytes instanceId,
      @Nullable Boolean dynamicPlatform,
      @Nullable Boolean cachedKeys,
      @Nullable Boolean smtEnabled) {
    public Platform {
      require("platform instance id", instanceId, 16);
    }
  }

  /// Reads the extension of a certificate; `MalformedException` when it is missing or wrong.
  public static PckExtensions read(X509Extension certificate) {
    byte[] wrapped = certificate.getExtensionValue(OID);
    if (wrapped == null) {
      throw new MalformedException("extension " + OID + ": missing; a PCK certificate has it");
    }
    try {
      DerReader in = new DerReader(wrapped);
      Bytes content = in.octetString();
      in.end();
      return parse(content.toArray());
    } catch (MalformedException e) {
      throw e.within("extension " + OID);
    }
  }

  /// Parses the content of the extension.
  public static PckExtensions parse(byte[] der) {
    DerReader outer = new DerReader(der);
    DerReader in = outer.sequence();
    outer.end();
    Bytes ppid = value(in, OID + ".1").octetString();
    DerReader tcb = value(in, TCB).sequence();
    List<Integer> components = new ArrayList<>();
    for (int i = 1; i <= SgxTcb.COMPONENTS; i++) {
      components.add(value(tcb, TCB + "." + i).unsigned());
    }
    int pceSvn = value(tcb, TCB + ".17").unsigned();
    Bytes cpuSvn = value(tcb, TCB + ".18").octetString();
    tcb.end();
    Bytes pceId = value(in, OID + ".3").octetString();
    Bytes fmspc = value(in, OID + ".4").octetString();
    int sgxType = value(in, OID + ".5").enumerated();
    Platform platform = in.hasMore() ? platform(in) : null;
    in.end();
    return new PckExtensions(
        ppid, new SgxTcb(components, pceSvn), cpuSvn, pceId, fmspc, sgxType, platform);
  }

  /// The content of the extension, which [#parse] reads to an equal value.
  public byte[] toBytes() {
    return new DerWriter().sequence(this::write).toBytes();
  }

  private void write(DerWriter out) {
    entry(out, OID + ".1", value -> value.octetString(ppid));
    entry(out, TCB, value -> value.sequence(this::writeTcb));
    entry(out, OID + ".3", value -> value.octetString(pceId));
    entry(out, OID + ".4", value -> value.octetString(fmspc));
    entry(out, OID + ".5", value -> value.enumerated(sgxType));
    Platform set = platform;
    if (set != null) {
      entry(out, PLATFORM_INSTANCE_ID, value -> value.octetString(set.instanceId()));
      entry(out, CONFIGURATION, value -> value.sequence(flags -> writeFlags(flags, set)));
    }
  }

  private void writeTcb(DerWriter out) {
    for (int i = 1; i <= SgxTcb.COMPONENTS; i++) {
      int svn = tcb.components().get(i - 1);
      entry(out, TCB + "." + i, value -> value.integer(svn));
    }
    entry(out, TCB + ".17", value -> value.integer(tcb.pceSvn()));
    entry(out, TCB + ".18", value -> value.octetString(cpuSvn));
  }

  private static Platform platform(DerReader in) {
    Bytes instanceId = value(in, PLATFORM_INSTANCE_ID).octetString();
    Boolean[] flags = new Boolean[3];
    if (in.hasMore()) {
      DerReader configuration = value(in, CONFIGURATION).sequence();
      while (configuration.hasMore()) {
        DerReader entry = configuration.sequence();
        int number = flag(entry.objectIdentifier());
        if (flags[number] != null) {
          throw new MalformedException(CONFIGURATION + ": a flag for the second time");
        }
        flags[number] = entry.bool();
        entry.end();
      }
    }
    return new Platform(instanceId, flags[0], flags[1], flags[2]);
  }

  private static void writeFlags(DerWriter out, Platform platform) {
    flag(out, 1, platform.dynamicPlatform());
    flag(out, 2, platform.cachedKeys());
    flag(out, 3, platform.smtEnabled());
  }

  private static void flag(DerWriter out, int number, @Nullable Boolean flag) {
    if (flag != null) {
      entry(out, CONFIGURATION + "." + number, value -> value.bool(flag));
    }
  }

  private static int flag(String oid) {
    String arc = oid.startsWith(CONFIGURATION + ".") ? oid.substring(oid.lastIndexOf('.') + 1) : "";
    return switch (arc) {
      case "1" -> 0;
      case "2" -> 1;
      case "3" -> 2;
      default -> throw new MalformedException(CONFIGURATION + ": unknown flag " + oid);
    };
  }

  /// The reader of what stands behind `oid` in the next entry.
  private static DerReader value(DerReader in, String oid) {
    DerReader entry = in.sequence();
    String found = entry.objectIdentifier();
    if (!found.equals(oid)) {
      throw new MalformedException("entry %s wanted, found %s".formatted(oid, found));
    }
    return entry;
  }

  private static void entry(
      DerWriter out, String oid, java.util.function.Consumer<DerWriter> value) {
    out.sequence(entry -> value.accept(entry.objectIdentifier(oid)));
  }

  private static void require(String field, Bytes value, int length) {
    if (value.length() != length) {
      throw new MalformedException(
          "%s: %d bytes wanted, found %d".formatted(field, length, value.length()));
    }
  }
}
