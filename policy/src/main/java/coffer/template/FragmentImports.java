package coffer.template;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.json.Json;
import coffer.python.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Statements that import fragments, as documents have them.
public final class FragmentImports {
  private FragmentImports() {}

  /// Reads a list of statements; every one needs feed, issuer, minimum_svn and includes.
  public static List<FragmentImport> of(List<Json> statements) {
    List<FragmentImport> imports = new ArrayList<>();
    for (Json statement : statements) {
      try {
        imports.add(of(statement));
      } catch (MalformedException e) {
        throw e.within("fragments[" + imports.size() + "]");
      }
    }
    return imports;
  }

  /// The statements of a document's members `fragments` and `standaloneFragments`.
  public static List<FragmentImport> in(Json document) {
    List<Json> statements = new ArrayList<>(Members.list(document, "fragments"));
    statements.addAll(Members.list(document, "standaloneFragments"));
    return of(statements);
  }

  /// The files that the statements of a document name as `path`, by statement.
  public static Map<FragmentImport, String> paths(Json document) {
    Map<FragmentImport, String> paths = new LinkedHashMap<>();
    for (String list : List.of("fragments", "standaloneFragments")) {
      for (Json statement : Members.list(document, list)) {
        if (Members.something(statement, "path") instanceof Json.Str(String path)) {
          paths.put(of(statement), path);
        }
      }
    }
    return paths;
  }

  private static FragmentImport of(Json statement) {
    String svn = Members.text(statement, "minimum_svn");
    if (!svn.chars().allMatch(Character::isDigit)) {
      throw new MalformedException("member 'minimum_svn': digits wanted, found '" + svn + "'");
    }
    List<String> includes = new ArrayList<>();
    switch (Members.get(statement, "includes")) {
      case Json.Arr(List<Json> items) -> items.forEach(item -> includes.add(PythonText.str(item)));
      case Json other -> throw Members.wanted("includes", "a list", other);
    }
    return new FragmentImport(
        Members.text(statement, "feed"), Members.text(statement, "issuer"), svn, includes);
  }
}
