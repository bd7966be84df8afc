package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/// An enclave laid out and measured, before anybody signs it: a file and its configuration, as one
/// version of the SDK puts them together. The same inputs make the same bytes.
public final class EnclaveDraft {
  private final EnclaveFile file;
  private final EnclaveConfig config;
  private final SdkProfile sdk;
  private final LayoutTable table;
  private final MetadataWriter writer;
  private final EnclaveMeasurement measurement;

  private EnclaveDraft(EnclaveFile file, EnclaveConfig config, SdkProfile sdk) {
    this.file = file;
    this.config = config;
    this.sdk = sdk;
    Features features = Features.of(config);
    int saveSize = SaveArea.size(features.wanted().xfrm());
    int ssaFramePages = SaveArea.framePages(saveSize);
    int data = MetadataWriter.data(sdk.directories());
    LayoutTable.Facts facts =
        new LayoutTable.Facts(
            LoadedSegments.end(file.loaded()),
            (long) ssaFramePages * TcsTemplate.SSA_FRAMES,
            1 + Pages.count(file.threadLocalSize()),
            data,
            0);
    UserRegion region =
        MetadataForms.wantsSgx2(config)
            ? UserRegion.of(config, facts, file.loaded())
            : UserRegion.NONE;
    this.table = LayoutTable.of(config, facts.withUserRegion(region.size()));
    EnclaveFile.GlobalData place = file.globalData();
    byte[] tcs = tcs().toBytes();
    this.writer =
        new MetadataWriter(
            sdk.directories(),
            (int) config.value(TCS_POLICY),
            ssaFramePages,
            saveSize,
            sdk.masksMiscSelect() ? (int) config.value(MISC_SELECT) : 0,
            (int) config.value(TCS_MIN_POOL),
            table.enclaveSize(),
            features.wanted(),
            tcs,
            place,
            new GlobalDataTemplate(config, sdk, table, place.size())
                .toBytes(
                    tcs,
                    saveSize,
                    ssaFramePages,
                    file.hasThreadLocals() ? file.threadLocalSize() : -1,
                    region.overhead()));
    this.measurement = measure();
  }

  /// Lays out and measures. Refused when the file is no enclave of this SDK or when it has what an
  /// enclave must not have, unless it is tolerated.
  public static EnclaveDraft of(
      EnclaveFile file, EnclaveConfig config, SdkProfile sdk, Set<Tolerance> tolerated) {
    SigningChecks.require(file, sdk, tolerated);
    UnsupportedElements.require(config, sdk);
    return new EnclaveDraft(file, config, sdk);
  }

  private TcsTemplate tcs() {
    LayoutRecord.PageRun td = table.first(LayoutRecord.TD);
    long tcs = table.first(LayoutRecord.TCS).rva();
    return new TcsTemplate(
        config.on(ENABLE_AEX_NOTIFY),
        table.first(LayoutRecord.SSA).rva() - tcs,
        file.entryPoint(),
        td.rva() + td.size() - Pages.SIZE - tcs);
  }

  private EnclaveMeasurement measure() {
    SigStruct nobodys = SigStruct.unsigned(body(Bytes.of(new byte[32]), 0));
    byte[] metadata = writer.write(sdk.metadata(), table.records(), nobodys.toBytes());
    return EnclaveBuild.measure(
        file, EnclaveMetadata.readAll(MemorySegment.ofArray(metadata)).getFirst());
  }

  public EnclaveMeasurement measurement() {
    return measurement;
  }

  /// The enclave's range of addresses in bytes, a power of two.
  public long enclaveSize() {
    return table.enclaveSize();
  }

  /// What is to be signed on this day.
  public SigStructBody body(LocalDate date) {
    return body(measurement.mrEnclave(), SigningDate.toBcd(date));
  }

  private SigStructBody body(Bytes mrEnclave, int date) {
    Features features = Features.of(config);
    int miscSelect = (int) config.value(MISC_SELECT);
    int miscMask = (int) config.value(MISC_MASK);
    return new SigStructBody(
        config.on(RELEASE_TYPE) ? 1 << 31 : 0,
        config.on(INTEL_SIGNED) ? 0x8086 : 0,
        date,
        (int) config.value(HW),
        sdk.masksMiscSelect() ? miscSelect & miscMask : miscSelect,
        miscMask,
        id(ISV_FAMILY_ID_L, ISV_FAMILY_ID_H),
        features.attributes(),
        features.mask(),
        mrEnclave,
        id(ISV_EXT_PROD_ID_L, ISV_EXT_PROD_ID_H),
        (int) config.value(PROD_ID),
        (int) config.value(ISV_SVN));
  }

  private Bytes id(ConfigElement low, ConfigElement high) {
    return Bytes.of(new ByteWriter(16).u64(config.value(low)).u64(config.value(high)).toBytes());
  }

  /// The enclave's file, signed on this day.
  public byte[] sign(LocalDate date, EnclaveSigner signer) throws GeneralSecurityException {
    SigStructBody body = body(date);
    byte[] signature = signer.sign(body.toBytes().toArray());
    return signed(SigStruct.of(body, signer.key(), signature));
  }

  /// The enclave's file with a signature that was made elsewhere over `unsigned`, the 256 bytes of
  /// [#body]. They decide the date, and must agree with this draft in everything else.
  public byte[] signed(byte[] unsigned, EnclaveKey key, byte[] signature) {
    SigStructBody body = SigStructBody.parse(unsigned);
    SigStructBody own = body(measurement.mrEnclave(), body.date());
    if (!own.equals(body)) {
      throw new MalformedException(
          "the bytes to sign are not those of this enclave and configuration: "
              + BodyDifference.first(own, body));
    }
    return signed(SigStruct.of(body, key, signature));
  }

  private byte[] signed(SigStruct sigStruct) {
    Bytes signature = sigStruct.toBytes();
    MetadataForms forms = MetadataForms.of(config, sdk.tool());
    ByteWriter block = new ByteWriter(sdk.blockSize());
    if (forms != MetadataForms.SGX1) {
      block.bytes(writer.write(sdk.metadata(), table.records(), signature));
    }
    if (forms != MetadataForms.SGX2) {
      List<LayoutRecord> layout = CompatibleLayout.of(table.records(), config.value(TCS_NUM));
      block.bytes(writer.write(sdk.compatible(), layout, signature));
    }
    EnclaveFile.Note note = file.note();
    if (block.position() > note.size()) {
      throw new AssertionError("metadata of " + block.position() + " bytes");
    }
    block.zeros(note.size() - block.position());
    byte[] content = file.copy();
    System.arraycopy(block.toBytes(), 0, content, Math.toIntExact(note.offset()), note.size());
    return content;
  }
}
