package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.evidence.Check;
import coffer.evidence.Verdict;
import coffer.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class VerdictPageTest {
  private static final String HOSTILE =
      "</style></title><script>alert(1)</script>\"'><img src=x onerror=y>&lt;\u202e\u0007";

  @TempDir Path folder;

  private static Check check(String id, String text, boolean ok) {
    return new Check(Check.Kind.VERIFICATION, id, text, text, text, ok);
  }

  private static Judgement judged(String text) {
    Verdict verdict =
        Verdict.of(
            text,
            Instant.EPOCH,
            List.of(check("a.one", text, true), check("b.two", text, false)),
            List.of(text));
    return new Judgement.Judged(
        text,
        verdict,
        Json.object().build(),
        List.of(new EvidenceLink(text, text, "a.", Map.of(text, text))));
  }

  /// The page is XML too, so that nothing in it can be something else than it seems.
  private static Document parse(byte[] page) throws Exception {
    String text = new String(page, StandardCharsets.UTF_8).replace("<!DOCTYPE html>\n", "");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document page) {
    NodeList all = page.getElementsByTagName("*");
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      elements.add((Element) all.item(i));
    }
    return elements;
  }

  @Test
  void whateverEvidenceSaysIsText() throws Exception {
    Document page =
        parse(
            VerdictPage.render(
                List.of(judged(HOSTILE), new Judgement.Unreadable(HOSTILE, HOSTILE))));
    List<Element> elements = elements(page);
    for (Element element : elements) {
      assertFalse(List.of("script", "img", "link", "iframe").contains(element.getTagName()));
      for (String name : List.of("src", "style", "onerror", "onload", "onclick")) {
        assertFalse(element.hasAttribute(name), element::getTagName);
      }
      String link = element.getAttribute("href");
      assertTrue(link.isEmpty() || link.startsWith("#"), link);
    }
    String text = page.getDocumentElement().getTextContent();
    assertTrue(text.contains("<script>alert(1)</script>"), text);
    assertTrue(text.contains("\\u202e\\u0007"), text);
    assertFalse(text.contains("\u202e"), text);
  }

  @Test
  void everyCheckIsOpenedOnceAndEveryLinkOfThePictureLeadsSomewhere() throws Exception {
    Document page = parse(VerdictPage.render(List.of(judged("x"), judged("y"))));
    List<Element> elements = elements(page);
    List<String> ids =
        elements.stream().map(each -> each.getAttribute("id")).filter(id -> !id.isEmpty()).toList();
    assertEquals(List.of("e0-0", "e0-more", "e1-0", "e1-more"), ids);
    assertEquals(
        List.of("#e0-0", "#e1-0"),
        elements.stream()
            .map(each -> each.getAttribute("href"))
            .filter(link -> !link.isEmpty())
            .toList());
    assertEquals(4, elements.stream().filter(each -> each.getTagName().equals("li")).count() - 2);
    assertTrue(
        elements.stream()
            .filter(each -> each.getTagName().equals("details"))
            .filter(each -> each.getAttribute("class").equals("failed"))
            .allMatch(each -> each.hasAttribute("open")));
  }

  @Test
  void aPageIsWrittenForWhatWasJudged() throws Exception {
    try (LocalServices services = new LocalServices(folder)) {
      Path page = folder.resolve("page.html");
      CommandRun run =
          CommandRun.of(
              "verify",
              "--allow-development-root",
              "--root",
              services.root.toString(),
              "--host-data",
              "b2".repeat(32),
              "--html",
              page.toString(),
              services.url());
      assertEquals(ExitCode.REJECTED, run.exit(), run::toString);
      String text = parse(Files.readAllBytes(page)).getDocumentElement().getTextContent();
      for (String part :
          List.of(
              "rejected",
              "(VCEK)",
              "b2".repeat(32),
              LocalServices.IDENTITY.toHex(),
              "serial",
              "minimum TCB: none was given",
              "utility VM, as endorsed")) {
        assertTrue(text.contains(part), part);
      }
    }
  }

  @Test
  void aPageThatCannotBeWrittenIsTheEnvironments() throws IOException {
    Path evidence = Files.writeString(folder.resolve("t.jwt"), "no token");
    CommandRun run =
        CommandRun.of(
            "verify", "--html", folder.resolve("none/page.html").toString(), evidence.toString());
    assertEquals(ExitCode.ENVIRONMENT, run.exit(), run::toString);
  }
}
