//! The memory that Argon2 fills: kept from one password to the next.
//!
//! A hash takes 19 MiB for some 20 ms. Asked of the allocator each time, that is 5,000 pages to be
//! cleared by the kernel for each hash, and an allocator that takes such sizes for usual keeps as much
//! for each thread that ever hashed one.

use std::sync::{Mutex, PoisonError};

use argon2::{Argon2, Block};

/// Not more is kept than what as many cores fill at once.
fn most() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Hashes with parameters of other systems may ask for up to 1 GiB; that goes back at once. In
/// blocks of 1 KiB.
const LONGEST: usize = 32 * 1024;

static KEPT: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// Computes Argon2 of a text. What is left in the memory tells nothing about the text that the hash
/// does not: of two passes or more the second writes over all that was made of it directly.
pub(super) fn compute(
    argon2: &Argon2<'_>,
    (text, salt): (&[u8], &[u8]),
    out: &mut [u8],
) -> argon2::Result<()> {
    let needed = argon2.params().block_count();
    let mut memory = take(needed);
    let blocks = memory
        .get_mut(..needed)
        .ok_or(argon2::Error::MemoryTooLittle)?;
    let computed = argon2.hash_password_into_with_memory(text, salt, out, blocks);
    if argon2.params().t_cost() < 2 {
        memory.fill(Block::new());
    }
    give_back(memory);
    computed
}

fn take(needed: usize) -> Vec<Block> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let found = kept.iter().position(|memory| memory.len() >= needed);
    let found = found.map(|place| kept.swap_remove(place));
    drop(kept);
    found.unwrap_or_else(|| vec![Block::new(); needed])
}

fn give_back(memory: Vec<Block>) {
    if memory.len() > LONGEST {
        return;
    }
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() < most() {
        kept.push(memory);
        return;
    }
    // The larger serves more; which of the two goes is let go after the lock.
    let shorter = kept.iter_mut().find(|other| other.len() < memory.len());
    let gone = match shorter {
        Some(other) => std::mem::replace(other, memory),
        None => memory,
    };
    drop(kept);
    drop(gone);
}

#[cfg(test)]
mod tests {
    use argon2::{Algorithm, Params, Version};

    use super::*;

    // What somebody else left in the memory changes nothing.
    #[test]
    fn a_hash_is_the_same_in_memory_that_was_used_before() {
        for (memory, time) in [(64, 1), (256, 2), (64, 3), (128, 1)] {
            let params = Params::new(memory, time, 1, None).unwrap();
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let mut expected = [0; 32];
            let (text, salt) = (b"correct horse", b"some salt that is long");
            argon2
                .hash_password_into(text, salt, &mut expected)
                .unwrap();
            for _ in 0..3 {
                let mut found = [0; 32];
                compute(&argon2, (text, salt), &mut found).unwrap();
                assert_eq!(found, expected, "{memory} {time}");
            }
        }
    }
}
