use std::io::{Cursor, Write as _};

use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Limits, Unreadable, csv, read};

const LIMITS: Limits = Limits::DEFAULT;

fn rows(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
    read(bytes, &LIMITS).unwrap().rows.into_iter().map(|row| (row.line, row.cells)).collect()
}

fn told(cells: &[&str]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// A workbook of one sheet with these rows, as XML.
fn workbook(sheet: &str) -> Vec<u8> {
    const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    packed(&[
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{RELATION}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATION}\"><sheets><sheet name=\"Taul1\" sheetId=\"1\" \
                 r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{RELATION}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{RELATION}/styles\" \
                 Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>\
                 </styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ])
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn letters_are_read_as_the_spreadsheet_wrote_them() {
    let text = "Äiti;Kieli\r\nÄitiina Ätsö;viro\r\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let windows = WINDOWS_1252.encode(text).0.into_owned();
    for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), windows, utf16, big] {
        let expected = [(1, told(&["Äiti", "Kieli"])), (2, told(&["Äitiina Ätsö", "viro"]))];
        assert_eq!(rows(&bytes), expected);
    }
}

#[test]
fn the_separator_is_the_one_of_the_first_row_or_the_one_that_is_told() {
    for text in ["a;b;c\n1,5;2;3\n", "sep=;\na;b;c\n1,5;2;3\n", "a,b,c\n\"1,5\",2,3\n", "a\tb\tc\n1,5\t2\t3\n"] {
        let last = rows(text.as_bytes()).pop().unwrap().1;
        assert_eq!(last, told(&["1,5", "2", "3"]), "{text}");
    }
    assert_eq!(rows(b"sep=,\na;x,b\n")[0], (2, told(&["a;x", "b"])));
}

#[test]
fn a_quoted_cell_holds_lines_and_lines_are_counted_as_an_editor_does() {
    let text = "a;b\r\n\r\n;;\r\n\"1\r\n2\";\"3\"\"4\"\r\nx;y\r\n";
    let expected = [(1, told(&["a", "b"])), (4, told(&["1\r\n2", "3\"4"])), (6, told(&["x", "y"]))];
    assert_eq!(rows(text.as_bytes()), expected);
}

#[test]
fn a_workbook_gives_what_its_cells_show_and_formulas_their_last_value() {
    let bytes = workbook(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Nimi</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>Päivä</t>\
         </is></c></row>\
         <row r=\"3\"><c r=\"A3\" t=\"str\"><f>HYPERLINK(\"http://x\",\"Amina\")</f><v>Amina</v></c><c r=\"B3\">\
         <f>1+1</f></c><c r=\"C3\" s=\"1\"><v>46082</v></c><c r=\"D3\"><v>3.5</v></c><c r=\"E3\" t=\"b\"><v>1</v></c>\
         <c r=\"F3\" t=\"e\"><v>#REF!</v></c><c r=\"G3\"><v>501234567</v></c></row>",
    );
    let third = told(&["Amina", "", "2026-03-01", "3.5", "true", "#REF!", "501234567"]);
    assert_eq!(rows(&bytes), [(1, told(&["Nimi", "", "Päivä"])), (3, third)]);
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let zeros = "0".repeat(64 << 20);
    let bytes = packed(&[("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bytes.len() < 200_000, "{}", bytes.len());
    assert_eq!(read(&bytes, &LIMITS), Err(Unreadable::Bomb));
    // Two cells that claim seventeen thousand million between them.
    let bytes = workbook(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
    );
    assert_eq!(read(&bytes, &LIMITS), Err(Unreadable::TooManyColumns(1_048_576)));
}

#[test]
fn a_file_beyond_a_limit_is_refused_by_name() {
    let small = Limits { bytes: 64, unpacked: 1 << 20, rows: 2, columns: 3, cell: 4 };
    for (text, expected) in [
        ("", Unreadable::Empty),
        (";;\n", Unreadable::Empty),
        ("a\n1\n2\n3\n", Unreadable::TooManyRows(2)),
        ("a;b;c;d\n", Unreadable::TooManyColumns(1)),
        ("a\nääkkönen\n", Unreadable::CellTooLong(2)),
        ("a\n\"b\n", Unreadable::QuoteOpen),
        ("a\0b\n", Unreadable::NotATable),
        ("PK\u{3}\u{4}", Unreadable::BrokenWorkbook),
    ] {
        assert_eq!(read(text.as_bytes(), &small), Err(expected), "{text}");
    }
    assert_eq!(read(&[b'a'; 65], &small), Err(Unreadable::TooLarge(64)));
    assert_eq!(read(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1], &LIMITS), Err(Unreadable::OldWorkbook));
    assert!(read("a\n1\n2\n".as_bytes(), &small).is_ok());
}

#[test]
fn what_a_spreadsheet_would_run_is_guarded() {
    let cells = told(&["=1+1", "+358 40", "-2", "@sum", "'quoted", "plain; \"x\""]);
    let text = String::from_utf8(csv([cells.as_slice()])).unwrap();
    assert_eq!(text, "\u{feff}\"'=1+1\";\"'+358 40\";\"'-2\";\"'@sum\";\"''quoted\";\"plain; \"\"x\"\"\"\r\n");
    assert_eq!(rows(text.as_bytes()), [(1, cells)]);
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(table in prop::collection::vec(prop::collection::vec("[^\0\u{feff}]{0,12}", 2..6), 1..8)) {
        let table: Vec<Vec<String>> = table
            .into_iter()
            .map(|row| row.into_iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>())
            .map(|mut row| { row[0].insert(0, 'x'); row })
            .collect();
        let sheet = read(&csv(table.iter().map(Vec::as_slice)), &LIMITS).unwrap();
        let read: Vec<Vec<String>> = sheet.rows.into_iter().map(|row| row.cells).collect();
        let mut told = table;
        for row in &mut told {
            while row.last().is_some_and(String::is_empty) {
                row.pop();
            }
        }
        prop_assert_eq!(read, told);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &LIMITS);
        let _ = read(&[b"PK\x03\x04".as_slice(), &bytes].concat(), &LIMITS);
    }

    #[test]
    fn no_damage_to_a_workbook_makes_it_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = workbook("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Nimi</t></is></c></row>");
        let index = at.index(bytes.len());
        bytes[index] = byte;
        let _ = read(&bytes, &LIMITS);
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(read(&bytes, &LIMITS).is_err());
    }
}
