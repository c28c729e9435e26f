"""Jina BERT v2 (Guenther et al. 2023), which transformers does not have: after its paper, with the published parameter names."""
import json
import math
from types import SimpleNamespace

import torch
from safetensors.torch import save_file
from torch import nn

CONFIG = dict(architectures=["JinaBertModel"], model_type="bert", vocab_size=128, hidden_size=32, intermediate_size=64,
              num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=64, type_vocab_size=2, layer_norm_eps=1e-12,
              hidden_act="gelu", position_embedding_type="alibi", feed_forward_type="geglu", pad_token_id=0,
              attention_probs_dropout_prob=0.0, torch_dtype="bfloat16")


def parts(**modules):
    return nn.ModuleDict(modules)


class JinaBert(nn.Module):
    """Bidirectional; no positions but a bias that falls with the distance, in both directions."""

    def __init__(self):
        super().__init__()
        size, inner, epsilon = CONFIG["hidden_size"], CONFIG["intermediate_size"], CONFIG["layer_norm_eps"]
        self.config = SimpleNamespace(model_type="jina", vocab_size=CONFIG["vocab_size"], hidden_size=size)
        self.embeddings = parts(
            word_embeddings=nn.Embedding(CONFIG["vocab_size"], size), token_type_embeddings=nn.Embedding(2, size),
            LayerNorm=nn.LayerNorm(size, epsilon))
        self.encoder = parts(layer=nn.ModuleList(parts(
            attention=parts(
                self=parts(query=nn.Linear(size, size), key=nn.Linear(size, size), value=nn.Linear(size, size)),
                output=parts(dense=nn.Linear(size, size), LayerNorm=nn.LayerNorm(size, epsilon))),
            mlp=parts(gated_layers=nn.Linear(size, 2 * inner, bias=False), wo=nn.Linear(inner, size),
                      layernorm=nn.LayerNorm(size, epsilon))) for _ in range(CONFIG["num_hidden_layers"])))

    def forward(self, ids):
        x = self.embeddings["word_embeddings"](ids) + self.embeddings["token_type_embeddings"].weight[0]
        x = self.embeddings["LayerNorm"](x)
        for layer in self.encoder["layer"]:
            output = layer["attention"]["output"]
            x = output["LayerNorm"](x + output["dense"](self.attend(layer["attention"]["self"], x)))
            mlp = layer["mlp"]
            gate, up = mlp["gated_layers"](x).chunk(2, -1)
            x = mlp["layernorm"](x + mlp["wo"](nn.functional.gelu(gate) * up))
        return SimpleNamespace(last_hidden_state=x)

    def attend(self, projections, x):
        heads, rows = CONFIG["num_attention_heads"], x.shape[1]
        q, k, v = (projections[name](x).view(1, rows, heads, -1).transpose(1, 2) for name in ("query", "key", "value"))
        distance = (torch.arange(rows)[None] - torch.arange(rows)[:, None]).abs()
        slopes = torch.tensor([2.0 ** (-8 * (head + 1) / heads) for head in range(heads)])
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) - slopes[:, None, None] * distance
        return (scores.softmax(-1) @ v).transpose(1, 2).reshape(1, rows, -1)

    def save_pretrained(self, folder):
        save_file(self.state_dict(), folder / "model.safetensors")
        (folder / "config.json").write_text(json.dumps(CONFIG))
