package coffer.template;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;

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

  private static FragmentImport of(Json statement) {
    String svn = Members.text(statement, "minimum_svn");
    if (!svn.chars().allMatch(Character::isDigit)) {
      throw new MalformedException("member 'minimum_svn': digits wanted, found '" + svn + "'");
    }
    List<String> includes = new ArrayList<>();
    switch (Members.get(statement, "includes")) {
      case Json.Arr(List<Json> items) ->
          items.forEach(item -> includes.add(coffer.python.PythonText.str(item)));
      case Json other -> throw Members.wanted("includes", "a list", other);
    }
    return new FragmentImport(
        Members.text(statement, "feed"), Members.text(statement, "issuer"), svn, includes);
  }
}
