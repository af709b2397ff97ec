//! The `signet` binary: see [`signet::cli`].

use std::process::ExitCode;

/// The system's own keeps what a thread has freed for that thread: with a hundred of them, each of which
/// hashes a password now and then, a node would hold twice the memory that it uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    signet::cli::main()
}
