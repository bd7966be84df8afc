package coffer.cli;

import coffer.evidence.Check;
import java.util.List;

/// The chain from the root of trust down to what is believed, as an SVG drawing inside a page. Each
/// link of it leads to the part of the page that opens it.
final class ChainPicture {
  private static final int WIDTH = 340;
  private static final int HEIGHT = 58;
  private static final int GAP = 26;
  private static final int TITLE = 33;

  private ChainPicture() {}

  /// `prefix` begins the names of the parts to which the links lead.
  static String draw(Judgement.Judged judged, String prefix) {
    List<EvidenceLink> links = judged.links();
    int height = links.size() * (HEIGHT + GAP) - GAP + 4;
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg class=\"chain\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"chain of trust\">%n"
            .formatted(WIDTH + 4, height));
    for (int i = 0; i < links.size(); i++) {
      int top = 2 + i * (HEIGHT + GAP);
      if (i > 0) {
        out.append(arrow(top - GAP, word(links.get(i - 1), links.get(i))));
      }
      out.append(node(links.get(i), checks(judged, links.get(i)), top, prefix + i));
    }
    return out.append("</svg>\n").toString();
  }

  static List<Check> checks(Judgement.Judged judged, EvidenceLink link) {
    return judged.verdict().checks().stream().filter(check -> link.isAbout(check.id())).toList();
  }

  private static String word(EvidenceLink above, EvidenceLink below) {
    return switch (below.kind()) {
      case "endorsement" -> "measures";
      case "claims" -> "says";
      case "collateral" -> "judged by";
      default -> above.kind().equals("collateral") ? "made" : "signs";
    };
  }

  private static String arrow(int top, String word) {
    int x = 29;
    return """
        <path class="arrow" d="M%d %dV%d m-4 -6 l4 6 l4 -6"/><text class="word" x="%d" y="%d">%s</text>
        """
        .formatted(x, top + 3, top + GAP - 3, x + 14, top + 17, Html.escape(word));
  }

  private static String node(EvidenceLink link, List<Check> checks, int top, String target) {
    LinkState state = LinkState.of(checks);
    return """
        <a href="#%s"><g class="%s">
        <rect class="box" x="2" y="%d" width="%d" height="%d" rx="10"/>
        <circle class="dot" cx="29" cy="%d" r="13"/><text class="mark" x="29" y="%d">%s</text>
        <text class="kind" x="54" y="%d">%s</text><text class="name" x="54" y="%d">%s</text>
        </g></a>
        """
        .formatted(
            target,
            state.style,
            top,
            WIDTH,
            HEIGHT,
            top + 29,
            top + 34,
            state.mark,
            top + 23,
            Html.escape(link.kind()),
            top + 42,
            Html.brief(link.name(), TITLE));
  }
}
