//! An authenticator in software: one passkey on P-256, by its own hands.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use signet::crypto::digest::sha256_bytes;

const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const SYNCABLE: u8 = 8;
const SYNCED: u8 = 16;
const WITH_KEY: u8 = 64;

pub struct Authenticator {
    key: EcdsaKeyPair,
    /// Where the browser says that it is.
    pub origin: String,
    credential: Vec<u8>,
    handle: Mutex<Vec<u8>>,
    /// What it counts, if it counts.
    pub counter: AtomicU32,
    /// Whether it lets its key be copied.
    synced: bool,
    /// Whether it looks who is there.
    pub verifies: bool,
}

impl Authenticator {
    /// A key that stays where it is, and counts; in a browser at this origin.
    pub fn new(origin: &str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        Self {
            credential: key.public_key().as_ref()[1..33].to_vec(),
            key,
            origin: origin.to_owned(),
            handle: Mutex::default(),
            counter: AtomicU32::new(1),
            synced: false,
            verifies: true,
        }
    }

    /// A key in a password manager: it is copied, and does not count.
    pub fn synced(origin: &str) -> Self {
        Self {
            counter: AtomicU32::new(0),
            synced: true,
            ..Self::new(origin)
        }
    }

    fn data(&self, rp_id: &str, with_key: bool) -> Vec<u8> {
        let mut data = sha256_bytes(rp_id.as_bytes()).to_vec();
        let mut flags = PRESENT;
        for (on, flag) in [
            (self.verifies, VERIFIED),
            (self.synced, SYNCABLE | SYNCED),
            (with_key, WITH_KEY),
        ] {
            flags |= if on { flag } else { 0 };
        }
        data.push(flags);
        let count = match self.counter.load(Ordering::SeqCst) {
            0 => 0,
            _ => self.counter.fetch_add(1, Ordering::SeqCst),
        };
        data.extend(count.to_be_bytes());
        if with_key {
            data.extend([0; 16]);
            let len = u16::try_from(self.credential.len()).expect("short");
            data.extend(len.to_be_bytes());
            data.extend(&self.credential);
            let point = self.key.public_key().as_ref();
            // {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9053).
            data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
            data.extend(&point[1..33]);
            data.extend([0x22, 0x58, 32]);
            data.extend(&point[33..65]);
        }
        data
    }

    /// From now on it answers for the person whose key the other one is.
    pub fn takes_for(&self, other: &Self) {
        let handle = other.handle.lock().expect("a handle").clone();
        *self.handle.lock().expect("a handle") = handle;
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({
            "type": kind,
            "challenge": options["publicKey"]["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        })
        .to_string()
        .into_bytes()
    }

    /// What `navigator.credentials.create()` gives for these options, as the page's script sends it.
    pub fn create(&self, options: &Value) -> String {
        let asked = &options["publicKey"];
        let handle = asked["user"]["id"].as_str().expect("a handle");
        *self.handle.lock().expect("a handle") = URL_SAFE_NO_PAD.decode(handle).expect("base64url");
        let data = self.data(asked["rp"]["id"].as_str().expect("a domain"), true);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt");
        object.push(0x64);
        object.extend(b"none");
        object.push(0x67);
        object.extend(b"attStmt");
        object.extend([0xa0, 0x68]);
        object.extend(b"authData");
        object.push(0x58);
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(data);
        self.credential(json!({
            "clientDataJSON": encode(&self.client_data("webauthn.create", options)),
            "attestationObject": encode(&object),
            "transports": ["internal", "hybrid"],
        }))
    }

    /// What `navigator.credentials.get()` gives.
    pub fn get(&self, options: &Value) -> String {
        let data = self.data(
            options["publicKey"]["rpId"].as_str().expect("a domain"),
            false,
        );
        let client_data = self.client_data("webauthn.get", options);
        let signed = [data.as_slice(), &sha256_bytes(&client_data)].concat();
        let signature = self
            .key
            .sign(&SystemRandom::new(), &signed)
            .expect("a signature");
        let handle = self.handle.lock().expect("a handle").clone();
        self.credential(json!({
            "clientDataJSON": encode(&client_data),
            "authenticatorData": encode(&data),
            "signature": encode(signature.as_ref()),
            "userHandle": encode(&handle),
        }))
    }

    fn credential(&self, response: Value) -> String {
        let id = encode(&self.credential);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
