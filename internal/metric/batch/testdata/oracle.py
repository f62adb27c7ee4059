"""Writes oracle.json: losses over a batch with their gradients by PyTorch's
autograd in float64. Most come from pytorch-metric-learning, with its miners; what
it has not (semi-hard by pair, the squared contrastive loss, its two means) is
written out here. Run it in this folder: python oracle.py"""

import json
import math

import pytorch_metric_learning
import torch
import torch.nn.functional as F
from pytorch_metric_learning import distances, losses, miners, reducers

COUNT, DIM, CLASSES = 20, 6, 5
torch.manual_seed(20241204)
labels = torch.randint(0, CLASSES - 1, (COUNT,))  # the last class has no picture
labels[0], labels[labels == 3] = 3, 2  # class 3 has one picture: no positive
centres = torch.randn(CLASSES, DIM)
emb = torch.round((centres[labels] * 1.2 + torch.randn(COUNT, DIM)) * 64) / 64
weights = torch.round((centres + torch.randn(CLASSES, DIM)) * 64) / 64
emb, weights = emb.double(), weights.double()
euc = distances.LpDistance(normalize_embeddings=False)
cos = distances.CosineSimilarity()


def with_weights(loss, parameter, turned):
    w = weights.t() if turned else weights
    setattr(loss, parameter, torch.nn.Parameter(w.clone()))
    return loss


def softmax(kind, **kwargs):
    return with_weights(kind(num_classes=CLASSES, embedding_size=DIM, **kwargs), "W", True)


def mined(loss, miner=None):
    return lambda e: loss(e, labels, miner(e, labels) if miner else None)


def triplets(margin, distance, miner, reducer, smooth=False):
    return mined(losses.TripletMarginLoss(margin=margin, distance=distance, smooth_loss=smooth, reducer=reducer), miner)


def semi_hard(e, margin=0.5):
    d = torch.cdist(e, e)
    out = []
    for a in range(COUNT):
        for p in range(COUNT):
            if a == p or labels[a] != labels[p]:
                continue
            best = None
            for n in range(COUNT):
                if labels[n] != labels[a] and d[a, p] < d[a, n] <= d[a, p] + margin and (best is None or d[a, n] < best):
                    best = d[a, n]
            if best is not None:
                out.append(torch.relu(d[a, p] - best + margin))
    return torch.stack(out).mean()


def contrastive(distance, margin):
    def f(e):
        same, other = [], []
        for i in range(COUNT):
            for j in range(COUNT):
                if i != j and labels[i] == labels[j]:
                    same.append(distance(e[i], e[j]) ** 2 / 2)
                elif i != j:
                    other.append(torch.relu(margin - distance(e[i], e[j])) ** 2 / 2)
        return torch.stack(same).mean() + torch.stack(other).mean()
    return f


def mean():
    return reducers.MeanReducer()


def nonzero():
    return reducers.AvgNonZeroReducer()


proxy = with_weights(losses.ProxyAnchorLoss(num_classes=CLASSES, embedding_size=DIM), "proxies", False)
normface = with_weights(losses.NormalizedSoftmaxLoss(CLASSES, DIM, temperature=1 / 16), "W", True)
normface_of_units = lambda e: normface(F.normalize(e), labels)
cosface = softmax(losses.CosFaceLoss, margin=0.35, scale=16)
arcface = softmax(losses.ArcFaceLoss, margin=math.degrees(0.5), scale=16)
arcface_far = softmax(losses.ArcFaceLoss, margin=math.degrees(1.5), scale=4)
hard = miners.BatchHardMiner(distance=euc)
easy_hard = miners.BatchEasyHardMiner(pos_strategy="easy", neg_strategy="hard", distance=euc)

# What is computed, and the spec of ours that must give the same.
CASES = [
    ({"loss": "supcon"}, mined(losses.SupConLoss(temperature=0.1)), None),
    ({"loss": "supcon", "params": {"tau": 0.5}}, mined(losses.SupConLoss(temperature=0.5)), None),
    ({"loss": "multi-similarity"}, mined(losses.MultiSimilarityLoss(), miners.MultiSimilarityMiner()), None),
    ({"loss": "multi-similarity", "params": {"alpha": 3, "beta": 20, "base": 0.3, "epsilon": 0.2}},
     mined(losses.MultiSimilarityLoss(3, 20, 0.3), miners.MultiSimilarityMiner(0.2)), None),
    ({"loss": "proxy-anchor"}, mined(proxy), proxy.proxies),
    ({"loss": "normface"}, normface_of_units, normface.W),
    ({"loss": "cosface"}, mined(cosface), cosface.W),
    ({"loss": "arcface"}, mined(arcface), arcface.W),
    ({"loss": "arcface", "params": {"m": 1.5, "s": 4}}, mined(arcface_far), arcface_far.W),
    ({"loss": "contrastive", "params": {"m": 2.5}}, contrastive(lambda x, y: (x - y).norm(), 2.5), None),
    ({"loss": "contrastive(cos)", "params": {"m": 0.6}}, contrastive(lambda x, y: 1 - F.cosine_similarity(x, y, 0), 0.6), None),
    ({"loss": "euclidean", "miner": "all"}, triplets(1, euc, None, mean()), None),
    ({"loss": "euclidean", "miner": "all", "reducer": "mean-nonzero"}, triplets(1, euc, None, nonzero()), None),
    ({"loss": "cosine", "miner": "all", "reducer": "mean-nonzero"}, triplets(0.4, cos, None, nonzero()), None),
    ({"loss": "euclidean", "miner": "batch-hard"}, triplets(1, euc, hard, mean()), None),
    ({"loss": "euclidean", "miner": "batch-hard", "reducer": "mean-nonzero"}, triplets(1, euc, hard, nonzero()), None),
    ({"loss": "soft-margin", "miner": "batch-hard"}, triplets(0, euc, hard, mean(), True), None),
    ({"loss": "euclidean", "miner": "batch-easy-hard"}, triplets(1, euc, easy_hard, mean()), None),
    ({"loss": "euclidean", "miner": "semi-hard", "params": {"m_euc": 0.5}}, semi_hard, None),
]


def run(spec, loss, learned):
    e = emb.clone().requires_grad_()
    v = loss(e)
    v.backward()
    out = {"spec": spec, "value": v.item(), "grad": e.grad.flatten().tolist()}
    if learned is not None:
        g = learned.grad if learned.shape[0] == CLASSES else learned.grad.t()
        out["weights_grad"] = g.flatten().tolist()
    return out


with open("oracle.json", "w") as f:
    json.dump({"torch": torch.__version__, "pytorch_metric_learning": pytorch_metric_learning.__version__,
               "dim": DIM, "classes": CLASSES, "emb": emb.flatten().tolist(), "labels": labels.tolist(),
               "weights": weights.flatten().tolist(), "cases": [run(*c) for c in CASES]}, f, indent=0)
    f.write("\n")
