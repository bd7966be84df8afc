package coffer.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The walls of the house, as docs/overview.md draws them.
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("coffer");

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("coffer.(**)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void formatsImportOnlyTheJdk() {
    classes()
        .that(Modules.in("formats"))
        .should()
        .onlyDependOnClassesThat(Modules.jdkOr("formats"))
        .check(PRODUCT);
  }

  @Test
  void guestImportsOnlyFormats() {
    classes()
        .that(Modules.in("guest"))
        .should()
        .onlyDependOnClassesThat(Modules.jdkOr("guest", "formats"))
        .check(PRODUCT);
  }

  @Test
  void onlyTheCliExits() {
    noClasses()
        .that(Modules.notIn("cli"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(PRODUCT);
  }
}
