package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.Evidence;
import coffer.evidence.EvidenceFolder;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SgxFacts;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpFacts;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.evidence.token.AttestationToken;
import coffer.evidence.token.TokenExpectations;
import coffer.evidence.token.TokenTrust;
import coffer.relyingparty.Approval;
import coffer.relyingparty.RelyingParty;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges evidence of every kind for one caller: the same roots, wishes and time for all.
record EvidenceJudge(
    TrustRoots roots,
    SnpExpectations guest,
    SgxExpectations enclave,
    Binding binding,
    TokenOptions tokens,
    Instant at,
    CollateralSupply supply,
    @Nullable Approval approval) {
  static final String TOKEN = "token.jwt";
  static final String RUNTIME_DATA = "runtime-data.json";

  private static final int LARGEST = 1 << 20;

  /// Judges a file with a token, or a folder with a report, a quote, a token, or one of the former
  /// and a token.
  List<Judgement> judge(Path shown) throws IOException {
    if (Files.isRegularFile(shown)) {
      return List.of(token(shown));
    }
    boolean token = Files.exists(shown.resolve(TOKEN));
    boolean tokenOnly =
        token
            && !Files.exists(shown.resolve("report.bin"))
            && !Files.exists(shown.resolve("quote.dat"));
    List<Judgement> all = new ArrayList<>();
    if (!tokenOnly) {
      all.add(folder(shown));
    }
    if (tokenOnly || (token && tokens.given())) {
      all.add(token(shown.resolve(TOKEN)));
    }
    return all;
  }

  private Judgement folder(Path folder) throws IOException {
    try {
      return judge(
          folder.toString(), EvidenceFolder.load(folder, supply::chainFor), runtimeData(folder));
    } catch (MalformedException e) {
      return new Judgement.Unreadable(folder.toString(), e.getMessage());
    }
  }

  /// Judges evidence that came with `runtimeData`, or with none, beside the collateral that there
  /// is for it.
  Judgement judge(String name, Evidence evidence, @Nullable Bytes runtimeData) throws IOException {
    RelyingParty party = party(binding.beside(runtimeData));
    Judgement judgement =
        switch (supply.complete(evidence, at)) {
          case SnpEvidence snp ->
              new Judgement.Judged(
                  name, verdict(party, snp), SnpFacts.of(snp), EvidenceLinks.of(snp));
          case SgxEvidence sgx ->
              new Judgement.Judged(
                  name, verdict(party, sgx), SgxFacts.of(sgx), EvidenceLinks.of(sgx));
        };
    supply.judged(judgement);
    return judgement;
  }

  private Verdict verdict(RelyingParty party, Evidence evidence) {
    return approval == null ? party.judge(evidence, at) : approval.judge(party, evidence, at);
  }

  private RelyingParty party(Binding bound) {
    return new RelyingParty(
        roots, null, bound.bind(guest), bound.bind(enclave), TokenExpectations.strict());
  }

  private Judgement token(Path file) throws IOException {
    boolean archived = file.getFileName().toString().equals(TOKEN);
    AttestationToken token;
    Bytes runtimeData;
    try {
      token = AttestationToken.parse(text(file));
      runtimeData = archived ? runtimeData(file.resolveSibling("")) : null;
    } catch (MalformedException e) {
      return new Judgement.Unreadable(file.toString(), e.getMessage());
    }
    return judge(file.toString(), token, runtimeData);
  }

  /// Judges a token that came with `runtimeData`, or with none.
  Judgement judge(String name, AttestationToken token, @Nullable Bytes runtimeData)
      throws IOException {
    TokenExpectations wanted =
        binding.beside(runtimeData).bind(tokens.expectations(guest, enclave));
    TokenTrust trust = tokens.trust(roots.developmentAllowed());
    RelyingParty party = new RelyingParty(roots, trust, guest, enclave, wanted);
    return new Judgement.Judged(
        name,
        approval == null ? party.judge(token, at) : approval.judge(party, token, at),
        token.toFacts(),
        EvidenceLinks.of(token, trust.keys()));
  }

  private static String text(Path file) throws IOException {
    return new String(content(file), StandardCharsets.ISO_8859_1);
  }

  private static @Nullable Bytes runtimeData(Path folder) throws IOException {
    try {
      return Bytes.of(content(folder.resolve(RUNTIME_DATA)));
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private static byte[] content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new MalformedException(file.getFileName() + ": more than 1 MiB");
      }
      return content;
    }
  }
}
