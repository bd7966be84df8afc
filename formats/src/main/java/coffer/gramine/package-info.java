/// Enclaves of Gramine before they run: the manifest with the hashes of its files, the pages that
/// the processor measures, MRENCLAVE and what is signed. Bytes in, values out; keys and files stay
/// with the caller.
///
/// [coffer.gramine.Manifest] is what `NAME.manifest` and `NAME.manifest.sgx` say,
/// [coffer.gramine.GramineEnclave] a manifest and `libpal.so` laid out and measured.
///
/// Sources: Gramine's documentation, "Manifest syntax"; layout and signature as its tool
/// `gramine-sgx-sign` makes them (`python/graminelibos/sgx_sign.py`, `sigstruct.py`,
/// `pal/src/host/linux-sgx/pal_tcb.h`, `pal_linux_defs.h`, `sgx_arch.h`), versions 1.5 to 1.9;
/// Intel Software Developer's Manual, volume 3D, chapters 33 to 38.
@NullMarked
package coffer.gramine;

import org.jspecify.annotations.NullMarked;
