"""
Measures whether a made-up borough is hard enough, by tools that know nothing of this product.

In: the truth and the extracts of a borough. Out: how well plain record linkage and a bare list of words do on it,
or a refusal that it is too easy. What is measured here is fixed before anything is tuned on the borough.
"""
