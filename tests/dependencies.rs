//! What the program is made of: nothing that talks to a network, nothing from elsewhere than crates.io, no crate twice.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

/// Crates of which one is in the tree of nearly everything that opens a socket, and those that speak TLS or HTTP.
const NETWORK: [&str; 24] = [
    "async-std",
    "attohttpc",
    "aws-lc-rs",
    "curl",
    "curl-sys",
    "h2",
    "hickory-resolver",
    "http",
    "hyper",
    "isahc",
    "mio",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "socket2",
    "surf",
    "tokio",
    "tungstenite",
    "ureq",
    "webpki",
];

/// The packages of the lock file: name, version, and where from.
fn packages() -> Vec<(String, String, Option<String>)> {
    let lock: toml::Table = include_str!("../Cargo.lock").parse().unwrap();
    let text = |package: &toml::Value, key| package.get(key).map(|value| value.as_str().unwrap().to_owned());
    let packages = lock["package"].as_array().unwrap().iter();
    packages.map(|p| (text(p, "name").unwrap(), text(p, "version").unwrap(), text(p, "source"))).collect()
}

#[test]
fn nothing_talks_to_a_network() {
    let packages = packages();
    let names: BTreeSet<&str> = packages.iter().map(|(name, ..)| name.as_str()).collect();
    assert!(names.contains("calamine"), "the lock file is read");
    let found: Vec<&&str> = NETWORK.iter().filter(|name| names.contains(**name)).collect();
    assert!(found.is_empty(), "{found:?}");
    // And the same list is what cargo-deny holds the project to.
    let rules: toml::Table = include_str!("../deny.toml").parse().unwrap();
    let denied = rules["bans"]["deny"].as_array().unwrap().iter().map(|entry| entry["crate"].as_str().unwrap());
    assert_eq!(denied.collect::<Vec<_>>(), NETWORK);
}

#[test]
fn no_line_of_ours_opens_a_socket_or_another_program() {
    fn visit(folder: &std::path::Path, seen: &mut usize) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, seen);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for word in ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "ToSocketAddrs", "process::Command"]
                {
                    assert!(!text.contains(word), "{} has {word}", path.display());
                }
                *seen += 1;
            }
        }
    }
    let mut seen = 0;
    visit(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut seen);
    assert!(seen > 100, "{seen}");
}

#[test]
fn all_come_from_crates_io() {
    for (name, _, source) in packages() {
        match source {
            None => assert_eq!(name, "poam"),
            Some(source) => assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index", "{name}"),
        }
    }
}

/// Two versions of one crate are more to trust, to build and to carry. These are known, with who asks for the older.
#[test]
fn no_crate_is_there_in_two_versions_but_those_that_are_known() {
    let known = KNOWN_TWICE.map(|(name, _)| name);
    let mut versions: BTreeMap<String, usize> = BTreeMap::new();
    for (name, ..) in packages() {
        *versions.entry(name).or_default() += 1;
    }
    let twice: Vec<String> = versions.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).collect();
    assert_eq!(twice, known);
}

/// The crates that are there twice, and why.
const KNOWN_TWICE: [(&str, &str); 5] = [
    ("bit-set", "the older by fancy-regex (of jsonschema), the newer by proptest, which is not in the program"),
    ("bit-vec", "with bit-set"),
    ("getrandom", "the older by ahash (of jsonschema), the newer by tempfile and zip"),
    ("r-efi", "with getrandom, on UEFI alone"),
    ("syn", "the older by strum_macros, the newer by serde_derive, when the program is built"),
];
