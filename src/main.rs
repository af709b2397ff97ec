//! The `signet` binary: see [`signet::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    signet::cli::main()
}
