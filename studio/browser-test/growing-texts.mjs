// Texts as models write them, for tests that cut them anywhere.
export const STORIES = [
  '# A heading\n\nSome **words** of `code` and $x^2$ in *a* row.\n\n- an item\n- another\n  1. within\n  2. and so\n\n     more\n- last\n\n| a | b |\n|---|--:|\n| 1 | $x$ |\n\n```java\nint a = 5; // x\n\nint b;\n```\n\nEnd.\n',
  '1. one\n\n2. two\n\n   still two\n\n3. three\n\nText\n\n4. four\n5. five\n\n* star\n\n+ plus\n\n---\n\nTitle\n---\nmore\n===\n',
  '$$\nx = 1\n$$\n\n\\[ y \\]\n\ntext $a$\n$$z$$ here\n\n$$\nlost\n\n\\[\n\\begin{matrix} a & b \\\\ c & d \\end{matrix}\n\\]\n\nend $5 and $6',
  '> quote\n> - list\n> - more\n>\n> end\nlazy\n\n> other\n\n    indented code\n\n    more\n\ntext\n~~~~py\n```\n~~~\n~~~~\nafter',
  'see [a][1] and [b]\n\ntext [1]\n\n[1]: https://a.example/ "title"\n[b]: <https://b.example/>\n\n[1] again [c]\n\n[c]: https://c.example/\n',
  'a\r\n\r\nb\rc\n\n- x\r\n\r\n- y\r\n\r\n\r\nz',
  'a | b\n--|--\n1 | 2\n\n| x |\n|-\n\nnot | table\n\n- [x] done\n- [ ] open\n\n  text\n\n<div>\n**b**\n\n</div>\n\n<!-- c\n\nd -->\n\nend',
];
