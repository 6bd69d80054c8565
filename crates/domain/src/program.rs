//! Files that do something when they are opened: by the endings that systems start, and by how such files begin. What is inside an
//! archive is not looked at: nobody starts it without unpacking it first.

use crate::text::is_deceptive;

/// Endings of names, in lower case, that a desktop starts, installs, mounts or follows somewhere when they are opened. They are those
/// that mail programs refuse (Microsoft, "Blocked attachments in Outlook"; Google, "File types blocked in Gmail") without databases,
/// archives, certificates and mailboxes, which are often what a case is about, and with those of macOS and Linux.
const ENDINGS: &[&str] = &[
    // Programs, and what is loaded as one.
    "appimage",
    "com",
    "cpl",
    "dll",
    "exe",
    "gadget",
    "jar",
    "ocx",
    "pif",
    "scr",
    "xbap",
    "xll",
    // What is installed.
    "apk",
    "appinstaller",
    "application",
    "appref-ms",
    "appx",
    "appxbundle",
    "deb",
    "flatpakref",
    "ipa",
    "mpkg",
    "msi",
    "msix",
    "msixbundle",
    "msp",
    "mst",
    "msu",
    "pkg",
    "rpm",
    "snap",
    // Scripts.
    "bash",
    "bat",
    "cmd",
    "command",
    "csh",
    "hta",
    "htc",
    "js",
    "jse",
    "ksh",
    "msh",
    "msh1",
    "msh1xml",
    "msh2",
    "msh2xml",
    "mshxml",
    "ps1",
    "ps1xml",
    "ps2",
    "ps2xml",
    "psc1",
    "psc2",
    "psd1",
    "psm1",
    "py",
    "pyc",
    "pyo",
    "pyw",
    "pyz",
    "pyzw",
    "sct",
    "sh",
    "vb",
    "vbe",
    "vbs",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "zsh",
    // Databases that are programs.
    "accde",
    "ade",
    "adp",
    "mde",
    // Settings that are taken over, consoles and help that run scripts.
    "chm",
    "diagcab",
    "diagcfg",
    "diagpkg",
    "hlp",
    "inf",
    "ins",
    "isp",
    "msc",
    "reg",
    "settingcontent-ms",
    "theme",
    "themepack",
    // What leads elsewhere.
    "desktop",
    "inetloc",
    "jnlp",
    "library-ms",
    "lnk",
    "scf",
    "search-ms",
    "searchconnector-ms",
    "shb",
    "shs",
    "url",
    "webloc",
    "website",
    // Images that are mounted: what is on them bears no mark of where it came from.
    "dmg",
    "img",
    "iso",
    "vhd",
    "vhdx",
];

/// How such files begin, whatever they are called.
const BEGINNINGS: &[&[u8]] = &[
    // Windows and DOS (PE format), Linux (System V ABI, ELF), and a script that names who runs it.
    b"MZ",
    b"\x7fELF",
    b"#!",
    // macOS (mach-o/loader.h), in both orders of bytes and for several processors; compiled Java begins so, too.
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\xca\xfe\xba\xbf",
    b"\xbe\xba\xfe\xca",
    // A shortcut of Windows ([MS-SHLLINK] 2.1), and its compiled help.
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
    b"ITSF",
];

/// Whether a file is one by its name. Windows leaves dots and spaces at the end aside, so they hide nothing here either.
#[must_use]
pub fn is_program_name(name: &str) -> bool {
    let seen: String = name.chars().filter(|c| !c.is_control() && !is_deceptive(*c)).collect();
    let seen = seen.trim_end_matches(|c: char| c == '.' || c.is_whitespace()).to_lowercase();
    seen.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Whether a file is one by its name, or by its first bytes: a picture that begins as a program is a program.
#[must_use]
pub fn is_program(name: &str, bytes: &[u8]) -> bool {
    // A mark of the order of bytes does not keep a script from running everywhere.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    is_program_name(name) || BEGINNINGS.iter().any(|begin| bytes.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threat 52: a name that looks like another one.
    #[test]
    fn what_does_something_when_it_is_opened_is_a_program_however_its_name_is_dressed_up() {
        for name in [
            "tool.exe",
            "TOOL.EXE",
            "tool.hta.",
            "tool.hta. . ",
            "tool.exe\u{a0}",
            "invoice.pdf.exe",
            ".exe",
            "a.ps1",
            "a.reg",
            "a.msix",
            "a.iso",
            "a.img",
            "a.vb",
            "a.sct",
            "a.url",
            "a.jar",
            "a.appref-ms",
            "a.sh",
            "a.ex\u{200b}e",
            "a.exe\u{202e}",
            "a.exe\u{0}",
            "a\u{202e}gpj.exe",
            "архив.EXE",
            "a.\u{212a}sh",
        ] {
            assert!(is_program_name(name), "{name:?}");
        }
        for name in [
            "trace.log",
            "report.html",
            "backup.mdb",
            "mail.pst",
            "bundle.zip",
            "cert.cer",
            "exe",
            "exe.txt",
            "a.exe.txt",
            "tool.exe_",
            "",
            ".",
            "...",
            "report.docm",
            "screen.har",
            "nordvik.pl",
        ] {
            assert!(!is_program_name(name), "{name:?}");
        }
    }

    #[test]
    fn what_begins_as_a_program_is_one_whatever_it_is_called() {
        for bytes in [
            &b"MZ\x90\x00"[..],
            b"\x7fELF\x02",
            b"#!/bin/sh\n",
            b"\xef\xbb\xbf#!/usr/bin/env python3",
            b"\xcf\xfa\xed\xfe\x07",
            b"\xca\xfe\xba\xbe\x00",
            b"\x4c\x00\x00\x00\x01\x14\x02\x00\x00",
            b"ITSF\x03",
        ] {
            assert!(is_program("report.pdf", bytes), "{bytes:?}");
        }
        for bytes in [&b""[..], b"M", b"%PDF-1.7 MZ", b"PK\x03\x04", b"# a comment", b"L\x00\x00\x00", b"\x89PNG\r\n"] {
            assert!(!is_program("report.pdf", bytes), "{bytes:?}");
        }
    }
}
