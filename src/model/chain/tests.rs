use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::core::hex;

/// A hash that depends on every byte, for the time of a test: FNV-1a in four lanes.
fn mac(text: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for lane in 0..4_u64 {
        let start = 0xcbf2_9ce4_8422_2325_u64 ^ lane.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let hash = text.iter().fold(start, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let at = usize::try_from(lane).unwrap() * 8;
        out[at..at + 8].copy_from_slice(&hash.to_be_bytes());
    }
    out
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    texts: [String; 6],
    maybe: [Option<String>; 4],
    at: i64,
    seq: i64,
    prev: Option<Vec<u8>>,
    hash: Option<Vec<u8>>,
}

impl Row {
    fn entry(&self) -> Entry<'_> {
        let [id, event, outcome, actor, request_id, node] = &self.texts;
        let [subject, client_id, ip, detail] = &self.maybe;
        Entry {
            id,
            at: self.at,
            event,
            outcome,
            actor,
            subject: subject.as_deref(),
            client_id: client_id.as_deref(),
            ip: ip.as_deref(),
            request_id,
            detail: detail.as_deref(),
            node,
            seq: self.seq,
            prev_hash: self.prev.as_deref(),
            hash: self.hash.as_deref(),
        }
    }
}

/// A trail as a database holds it: rows by id, seals by number.
#[derive(Clone, Debug, PartialEq)]
struct Trail {
    rows: BTreeMap<String, Row>,
    seals: BTreeMap<i64, Seal>,
    checkpoints: Vec<Checkpoint>,
}

/// Two nodes take turns; the last three rows wait for their seals; some numbers were taken back.
fn trail(len: usize) -> Trail {
    let mut trail = Trail {
        rows: BTreeMap::new(),
        seals: BTreeMap::new(),
        checkpoints: Vec::new(),
    };
    let (mut seqs, mut hashes) = ([0, 0], [GENESIS, GENESIS]);
    let mut head: Option<Head> = None;
    for at in 0..len {
        let of = at % 2;
        seqs[of] += if at % 7 == 3 { 2 } else { 1 };
        let node = ["NODE-A", "NODE-B"][of];
        let mut row = Row {
            texts: [
                format!("{node}-{}", seqs[of]),
                "token.issued".into(),
                "success".into(),
                "client:web".into(),
                format!("request-{at}"),
                node.into(),
            ],
            maybe: [
                Some(format!("grant:{at}")),
                Some("web".into()),
                None,
                Some("{}".into()),
            ],
            at: 1_000_000 + i64::try_from(at).unwrap(),
            seq: seqs[of],
            prev: Some(hashes[of].to_vec()),
            hash: None,
        };
        hashes[of] = row.entry().own_hash(&mac);
        row.hash = Some(hashes[of].to_vec());
        if at + 3 < len {
            let number = head.as_ref().map_or(0, |head| head.number) + 1;
            let before = head.map_or(GENESIS.to_vec(), |head| head.hash);
            let hash = row.entry().seal(&mac, number, &before).to_vec();
            trail.seals.insert(
                number,
                Seal {
                    number,
                    audit_id: row.texts[0].clone(),
                    hash: hash.clone(),
                },
            );
            let now = Head { number, hash };
            if number % 10 == 0 {
                trail.checkpoints.push(Checkpoint::sign(&mac, &now, row.at));
            }
            head = Some(now);
        }
        trail.rows.insert(row.texts[0].clone(), row);
    }
    trail
}

fn verdict(trail: &Trail, others: &[Checkpoint]) -> Verdict {
    let marks = [&trail.checkpoints[..], others].concat();
    let mut verifier = Verifier::new(&mac, marks);
    let mut sealed = Vec::new();
    for seal in trail.seals.values() {
        let row = trail.rows.get(&seal.audit_id).map(Row::entry);
        verifier.sealed(seal, row.as_ref());
        sealed.push(&seal.audit_id);
    }
    for (id, row) in &trail.rows {
        if !sealed.contains(&id) {
            verifier.unsealed(&row.entry());
        }
    }
    verifier.finish()
}

#[test]
fn an_untouched_trail_is_intact() {
    for len in [0, 1, 3, 4, 40] {
        let whole = trail(len);
        let verdict = verdict(&whole, &whole.checkpoints);
        assert_eq!(verdict.problems, []);
        let waiting = u64::try_from(len.min(3)).unwrap();
        assert_eq!(
            (verdict.sealed, verdict.unsealed),
            (u64::try_from(len).unwrap() - waiting, waiting)
        );
    }
}

/// What somebody without the key does to the tables. What they insert, they copy as well as they can.
fn tamper(trail: &mut Trail, deed: u8, a: usize, b: usize, salt: &str) {
    let ids: Vec<String> = trail.rows.keys().cloned().collect();
    let numbers: Vec<i64> = trail.seals.keys().copied().collect();
    let (one, two) = (&ids[a % ids.len()], &ids[b % ids.len()]);
    let (n, m) = (numbers[a % numbers.len()], numbers[b % numbers.len()]);
    let sealed = &trail.seals[&n].audit_id.clone();
    match deed {
        // Edits, each of another column.
        0..=5 => {
            let row = trail.rows.get_mut(one).unwrap();
            // The id is the key: an edit of it is below.
            row.texts[usize::from(deed).max(1)].push_str(salt);
        }
        6..=9 => {
            let value = &mut trail.rows.get_mut(one).unwrap().maybe[usize::from(deed) - 6];
            *value = match value.take() {
                Some(text) if a.is_multiple_of(2) => Some(format!("{text}{salt}")),
                Some(_) => None,
                None => Some(salt.into()),
            };
        }
        10 => trail.rows.get_mut(one).unwrap().at += 1 + i64::try_from(b % 1000).unwrap(),
        11 => trail.rows.get_mut(one).unwrap().seq += 1 + i64::try_from(b % 1000).unwrap(),
        12 => trail.rows.get_mut(one).unwrap().prev = None,
        13 => trail.rows.get_mut(one).unwrap().hash = None,
        14 => trail.rows.get_mut(one).unwrap().hash = Some(mac(salt.as_bytes()).to_vec()),
        // A row that gets another id.
        15 => {
            let mut row = trail.rows.remove(one).unwrap();
            row.texts[0].push_str(salt);
            trail.rows.insert(row.texts[0].clone(), row);
        }
        // Deletions: of a row, of a seal, of both.
        16 => drop(trail.rows.remove(sealed)),
        17 if n != *numbers.last().unwrap() => drop(trail.seals.remove(&n)),
        17 | 18 if n != *numbers.last().unwrap() => {
            trail.seals.remove(&n);
            trail.rows.remove(sealed);
        }
        // Both, and what follows moves up.
        19 if n != *numbers.last().unwrap() => {
            trail.rows.remove(sealed);
            let later = trail.seals.split_off(&n);
            for (number, mut seal) in later.into_iter().skip(1) {
                seal.number = number - 1;
                trail.seals.insert(seal.number, seal);
            }
        }
        // Swaps: of two rows' contents, of two rows, of two seals.
        20 => {
            let (mut first, mut second) = (trail.rows[one].clone(), trail.rows[two].clone());
            std::mem::swap(&mut first, &mut second);
            first.texts[0].clone_from(one);
            second.texts[0].clone_from(two);
            trail.rows.insert(one.clone(), first);
            trail.rows.insert(two.clone(), second);
        }
        21 => {
            let (first, second) = (trail.seals[&n].clone(), trail.seals[&m].clone());
            trail.seals.insert(
                n,
                Seal {
                    number: n,
                    ..second
                },
            );
            trail.seals.insert(m, Seal { number: m, ..first });
        }
        22 => {
            let (first, second) = (trail.seals[&n].clone(), trail.seals[&m].clone());
            trail.seals.get_mut(&n).unwrap().audit_id = second.audit_id;
            trail.seals.get_mut(&m).unwrap().audit_id = first.audit_id;
        }
        // Insertions: of a copy, of a row without a hash, of one with a seal.
        23..=25 => {
            let mut row = trail.rows[one].clone();
            row.texts[0] = format!("NODE-C-{salt}");
            if deed == 24 {
                row.hash = None;
            }
            if deed == 25 {
                let number = numbers.last().unwrap() + 1;
                let hash = mac(salt.as_bytes()).to_vec();
                trail.seals.insert(
                    number,
                    Seal {
                        number,
                        audit_id: row.texts[0].clone(),
                        hash,
                    },
                );
            }
            trail.rows.insert(row.texts[0].clone(), row);
        }
        // The end is cut off: a checkpoint that was kept elsewhere saw it.
        _ => {
            let from = a % numbers.len().saturating_sub(4);
            let from = numbers[from.min(numbers.len() - 1)];
            for (_, seal) in trail.seals.split_off(&from) {
                trail.rows.remove(&seal.audit_id);
            }
            trail
                .checkpoints
                .retain(|checkpoint| checkpoint.number < from);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    // AU-04: "`audit verify` finds 100 % of 10,000 random edits, deletions, swaps, insertions; tail
    // truncation found by signed checkpoints".
    #[test]
    fn whatever_was_done_is_found(deed in 0_u8..27, a: usize, b: usize, salt in "[a-z]{1,8}") {
        let whole = trail(34);
        let mut touched = whole.clone();
        tamper(&mut touched, deed, a, b, &salt);
        prop_assume!(touched != whole);
        let found = verdict(&touched, &whole.checkpoints);
        prop_assert!(!found.problems.is_empty(), "{deed}");
    }
}

// A checkpoint of somebody else is none, whatever it says.
#[test]
fn a_forged_checkpoint_is_told() {
    let whole = trail(34);
    let mut forged = whole.checkpoints[0].clone();
    forged.number = 2;
    let found = verdict(&whole, &[forged]);
    assert_eq!(found.problems[0].kind, "checkpoint-forged");
}

#[test]
fn checkpoints_are_found_in_any_log() {
    let whole = trail(34);
    let [first, second, ..] = &whole.checkpoints[..] else {
        panic!("two")
    };
    let log = format!(
        "{{\"level\":\"INFO\",\"checkpoint\":\"{}\"}}\nnothing\n2026 INFO audit: x checkpoint={}\nsignet-checkpoint:broken",
        first.word(&mac),
        second.word(&mac)
    );
    let found = Checkpoint::find_all(&mac, &log);
    assert_eq!(found, [first.clone(), second.clone()]);
    assert!(first.word(&mac).contains(&hex(&first.hash)));
    // Another server's in the same log are its own business; as they were written once, and what is
    // called ours and is not, are looked at.
    let other = |text: &[u8]| mac(&[text, b"other"].concat());
    let theirs = first.word(&other);
    assert_eq!(Checkpoint::find_all(&mac, &theirs), []);
    let word = first.word(&mac);
    let (bare, name) = word.rsplit_once(':').expect("a name");
    let found = Checkpoint::find_all(&mac, bare);
    assert_eq!(found.len(), 1);
    assert_eq!(found.first(), Some(first));
    let (theirs, _) = theirs.rsplit_once(':').expect("a name");
    let called_ours = format!("{theirs}:{name}");
    assert_eq!(Checkpoint::find_all(&mac, &called_ours).len(), 1);
}

// Rows from before the chain begin it; later none without a hash gets in.
#[test]
fn rows_from_before_the_chain_stand_at_its_beginning_only() {
    let whole = trail(8);
    let mut old = Trail {
        seals: BTreeMap::new(),
        checkpoints: Vec::new(),
        ..whole
    };
    let mut before = GENESIS.to_vec();
    for (number, row) in (1..).zip(old.rows.values_mut()) {
        if number <= 4 {
            row.hash = None;
            row.prev = None;
        }
        before = row.entry().seal(&mac, number, &before).to_vec();
        let seal = Seal {
            number,
            audit_id: row.texts[0].clone(),
            hash: before.clone(),
        };
        old.seals.insert(number, seal);
    }
    let found = verdict(&old, &[]);
    assert_eq!((found.adopted, found.problems), (4, Vec::new()));
    let id = old.seals[&2].audit_id.clone();
    old.rows.get_mut(&id).unwrap().texts[3].push('x');
    assert_eq!(verdict(&old, &[]).problems[0].number, Some(2));
}
