package coffer.cli;

import picocli.CommandLine.Command;

/// What concerns enclaves of Intel SGX before they run.
@Command(
    name = "sgx",
    description = "Measure, sign and size SGX enclaves, on any machine.",
    subcommands = {
      SgxCatsigCommand.class,
      SgxGendataCommand.class,
      SgxInfoCommand.class,
      SgxMeasureCommand.class,
      SgxSignCommand.class,
      SgxSizeCommand.class
    })
final class SgxCommand {}
