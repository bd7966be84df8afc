/// Confidential computing enforcement (CCE) policies: what containers a group may run, as values,
/// as the Rego text that the utility VM enforces, and as the digest that hardware reports as
/// `host_data`.
///
/// The text is that of `az confcom` 2.0.1 (Azure/azure-cli-extensions, `src/confcom`), byte for
/// byte: a [coffer.cce.ContainerDefinition] says what a user wants, [coffer.cce.ImageFacts] what
/// the image brings, [coffer.cce.PolicyContainer] is the two merged, and [coffer.cce.Policy] writes
/// and reads the text.
@NullMarked
package coffer.cce;

import org.jspecify.annotations.NullMarked;
