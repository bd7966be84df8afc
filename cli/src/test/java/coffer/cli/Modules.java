package coffer.cli;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;

/// Which Maven module a class was compiled in, read from where its class file lies.
final class Modules {
  private Modules() {}

  static DescribedPredicate<JavaClass> in(String module) {
    return DescribedPredicate.describe("are in module " + module, type -> isIn(type, module));
  }

  static DescribedPredicate<JavaClass> notIn(String module) {
    return DescribedPredicate.not(in(module));
  }

  static DescribedPredicate<JavaClass> jdkOr(String... modules) {
    List<String> allowed = Arrays.asList(modules);
    return DescribedPredicate.describe(
        "are the JDK's or in " + allowed,
        type ->
            isJdk(type.getBaseComponentType())
                || allowed.stream().anyMatch(module -> isIn(type.getBaseComponentType(), module)));
  }

  private static boolean isJdk(JavaClass type) {
    String name = type.getPackageName();
    return type.isPrimitive()
        || name.startsWith("java.")
        || name.startsWith("javax.")
        || name.startsWith("com.sun.net.httpserver")
        || name.startsWith("org.jspecify.annotations");
  }

  private static boolean isIn(JavaClass type, String module) {
    return type.getSource()
        .map(source -> source.getUri().toString())
        .filter(
            uri ->
                uri.contains("/" + module + "/target/")
                    || uri.contains("/coffer-" + module + "-0.1.0.jar"))
        .isPresent();
  }
}
