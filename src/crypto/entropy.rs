//! The machine's randomness.

use crate::core::Entropy;

/// AWS-LC's random bit generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // The generator aborts the process rather than fail; an error cannot be acted upon.
        if aws_lc_rs::rand::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}
