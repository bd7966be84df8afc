/// How much memory a Java service needs in an SGX enclave under Occlum: from the options of its JVM
/// to the enclave's configuration, to the protected memory (EPC), to a virtual machine that has it.
/// What the caller fixed already is checked against what follows from the rest.
@NullMarked
package coffer.sizing;

import org.jspecify.annotations.NullMarked;
