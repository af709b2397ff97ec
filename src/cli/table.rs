//! Lists for people: columns under headings. Who reads by a program asks for JSON.

use super::labels::visible;

/// Says, beside what is printed, that a list has nothing in it.
pub fn tell_none() {
    eprintln!("there are none");
}

/// Prints rows under their headings; if there are none, that is said on standard error. An empty cell is
/// a dash.
pub fn tell<const N: usize>(headings: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
    let lines = lines(headings, rows);
    if lines.is_empty() {
        tell_none();
    }
    for line in lines {
        println!("{line}");
    }
}

fn lines<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Vec<String> {
    let shown = |cell: String| match cell.as_str() {
        "" => "-".to_owned(),
        cell => visible(cell),
    };
    let rows: Vec<_> = rows.into_iter().map(|row| row.map(shown)).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let all: Vec<_> = std::iter::once(headings.map(str::to_owned))
        .chain(rows)
        .collect();
    let wide = |at: usize| all.iter().map(|row| row[at].chars().count()).max();
    let widths: Vec<_> = (0..N).map(|at| wide(at).unwrap_or_default()).collect();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells
            .map(|(cell, &width)| format!("{cell:width$}"))
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    all.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_headings() {
        let rows = [["u1", "Zoë\u{1b}"], ["u234", ""]].map(|row| row.map(str::to_owned));
        insta::assert_snapshot!(lines(["ID", "NAME"], rows).join("\n"), @r"
        ID    NAME
        u1    Zoë\u{1b}
        u234  -
        ");
        assert!(lines(["ID"], []).is_empty());
    }
}
